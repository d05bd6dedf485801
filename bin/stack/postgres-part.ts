import { spawn } from 'node:child_process'
import pg from 'pg'
import type { PartPlan } from './part.ts'
import { postgresBinaries } from './postgres-binaries.ts'
import { clearStaleServer, initialiseCluster } from './postgres-cluster.ts'
import { asPostgresUser, postgresUser } from './postgres-user.ts'
import { untilAnswer } from './wait.ts'

export interface PostgresPlan {
  directory: string
  port: number
  password: string
  logFile: string
  /** Flags for the server, such as `-c fsync=off`. */
  flags?: readonly string[]
}

const READY_WITHIN_MS = 30_000

/** The URL of a database of the embedded cluster. */
export function postgresUrl(plan: Pick<PostgresPlan, 'port' | 'password'>, database: string): string {
  return `postgresql://postgres:${encodeURIComponent(plan.password)}@127.0.0.1:${plan.port}/${database}`
}

/** Runs one query on a connection of its own. */
export async function queryOnce(url: string, sql: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return await client.query(sql)
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** Makes the database where it is missing. */
export async function ensureDatabase(plan: PostgresPlan, name: string): Promise<void> {
  const url = postgresUrl(plan, 'postgres')
  const found = await queryOnce(url, `select 1 from pg_database where datname = '${name}'`)
  if (found.rowCount === 0) await queryOnce(url, `create database "${name}"`)
}

/** Plans the embedded PostgreSQL: its files are made at the first start, and it listens on loopback only. */
export function postgresPart(plan: PostgresPlan): PartPlan {
  return {
    name: 'postgres',
    logFile: plan.logFile,
    // After a kill the old server's shared memory may take a moment to go.
    firstTries: 3,
    spawn: async (log) => {
      const user = postgresUser()
      await initialiseCluster(plan.directory, plan.password, user)
      await clearStaleServer(plan.directory)
      const flags = ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=']
      const command = asPostgresUser(
        user,
        (await postgresBinaries()).postgres,
        ['-D', plan.directory, '-p', String(plan.port), ...flags, ...(plan.flags ?? [])],
        [plan.directory],
      )
      return spawn(command.file, command.arguments, {
        ...command,
        env: { ...process.env, LC_ALL: 'C' },
        stdio: ['ignore', log, log],
        detached: true,
      })
    },
    untilReady: async (_child, stopped) => {
      await untilAnswer(() => queryOnce(postgresUrl(plan, 'postgres'), 'select 1'), {
        timeoutMs: READY_WITHIN_MS,
        stopped,
      })
    },
  }
}
