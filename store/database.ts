import { Migrator } from '@mikro-orm/migrations'
import { type EntityManager, MikroORM } from '@mikro-orm/postgresql'
import { ENTITIES } from './entities/all.ts'
import { MIGRATIONS } from './migrations/list.ts'
import { sql } from './sql.ts'

/** The open store. Every query takes it first. */
export interface Database {
  orm: MikroORM
  /** A fresh unit of work: identity map and transaction are its own. */
  em(): EntityManager
  close(): Promise<void>
}

/** How long a connection, and then an answer, is waited for before PostgreSQL counts as away. */
const CONNECT_TIMEOUT_MS = 4_000
const QUERY_TIMEOUT_MS = 20_000

interface DatabaseOptions {
  /** Most connections held at once. */
  poolMax?: number
}

function createOrm(url: string, options: { poolMax: number; queryTimeoutMs: number | undefined }): MikroORM {
  return new MikroORM({
    clientUrl: url,
    entities: ENTITIES,
    extensions: [Migrator],
    pool: { min: 0, max: options.poolMax },
    driverOptions: {
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: options.queryTimeoutMs,
      keepAlive: true,
      application_name: 'certloom',
    },
    migrations: {
      tableName: 'migrations',
      migrationsList: MIGRATIONS,
      snapshot: false,
      snapshotOnMigrate: false,
      silent: true,
    },
    // Away and back again is PostgreSQL's ordinary life: the callers log what it means for them.
    logger: () => undefined,
  })
}

/**
 * Opens the store at a `postgresql://` URL. Neither connects nor migrates: connections are made when they are needed,
 * so a PostgreSQL that comes later, or comes back, is found.
 */
export async function openDatabase(url: string, options: DatabaseOptions = {}): Promise<Database> {
  const orm = createOrm(url, { poolMax: options.poolMax ?? 10, queryTimeoutMs: QUERY_TIMEOUT_MS })
  return {
    orm,
    em: () => orm.em.fork(),
    close: () => orm.close(true),
  }
}

/** Runs several queries as one: all of what they write is kept, or nothing where one of them throws. */
export async function inTransaction<Result>(
  db: Database,
  run: (db: Database) => Promise<Result>,
): Promise<Result> {
  return db.em().transactional((em) => run({ ...db, em: () => em }))
}

/** Any number that no other program on the database locks on. */
const MIGRATION_LOCK = 4_836_201

/**
 * Brings the database up to date; of several processes that try at once, one does it while the others wait.
 * @returns the names of the migrations that were run
 */
export async function migrateDatabase(url: string): Promise<string[]> {
  const orm = createOrm(url, { poolMax: 2, queryTimeoutMs: undefined })
  try {
    return await orm.em.fork().transactional(async (em) => {
      await em.execute(sql`select pg_advisory_xact_lock(${MIGRATION_LOCK})`)
      const done = await orm.migrator.up()
      return done.map((migration) => migration.name)
    })
  } finally {
    await orm.close(true)
  }
}
