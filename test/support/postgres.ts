import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { postgresPart, postgresUrl, queryOnce } from '../../bin/stack/postgres-part.ts'
import { newId } from '../../platform/ids.ts'
import { migrateDatabase } from '../../store/database.ts'
import { runInBackground, temporaryFolder } from './background-process.ts'
import { freePort } from './free-port.ts'

/** Holds the cluster's URL where the runner has started one for all files. */
export const POSTGRES_VARIABLE = 'CERTLOOM_TEST_POSTGRES'

/** Tests lose nothing in a power cut: nothing is flushed to disk. */
const FLAGS = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=400']
const TEMPLATE = 'certloom_template'
/** Any number: of several files that want the template at once, one makes it. */
const TEMPLATE_LOCK = 7_403_112

export interface TestDatabase {
  url: string
  drop(): Promise<void>
}

/** Starts a PostgreSQL that lives as long as this process. Gives the URL of its `postgres` database. */
export async function startTestPostgres(): Promise<string> {
  const folder = temporaryFolder('postgres')
  chmodSync(folder, 0o755)
  const plan = {
    directory: join(folder, 'data'),
    port: await freePort(),
    password: newId(),
    logFile: join(folder, 'log'),
    flags: FLAGS.flatMap((flag) => ['-c', flag]),
  }
  await runInBackground(postgresPart(plan))
  return postgresUrl(plan, 'postgres')
}

let cluster: Promise<string> | null = null

/** The runner's cluster, or one of this process's own where a file is run alone. */
function clusterUrl(): Promise<string> {
  cluster ??= process.env[POSTGRES_VARIABLE]
    ? Promise.resolve(process.env[POSTGRES_VARIABLE])
    : startTestPostgres()
  return cluster
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}

async function makeTemplate(admin: string): Promise<void> {
  const client = new pg.Client({ connectionString: admin })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK])
    const found = await client.query('select 1 from pg_database where datname = $1 and datistemplate', [
      TEMPLATE,
    ])
    if (found.rowCount !== 0) return
    await client.query(`drop database if exists ${TEMPLATE}`)
    await client.query(`create database ${TEMPLATE}`)
    await migrateDatabase(withDatabase(admin, TEMPLATE))
    await client.query(`alter database ${TEMPLATE} is_template true`)
  } finally {
    await client.end()
  }
}

/**
 * Makes a database of the caller's own: a copy of one that is migrated, in a few milliseconds, or with `empty` one
 * without any table.
 */
export async function createTestDatabase(options: { empty?: boolean } = {}): Promise<TestDatabase> {
  const admin = await clusterUrl()
  const name = `test_${newId()}`
  if (options.empty !== true) await makeTemplate(admin)
  await queryOnce(
    admin,
    options.empty === true ? `create database ${name}` : `create database ${name} template ${TEMPLATE}`,
  )
  return {
    url: withDatabase(admin, name),
    drop: async () => {
      await queryOnce(admin, `drop database if exists ${name} with (force)`)
    },
  }
}
