import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ENDING } from './part-names.ts'
import { postgresBinaries } from './postgres-binaries.ts'
import { asPostgresUser, type PostgresUser } from './postgres-user.ts'
import { identify, signal, waitUntilGone } from './process-identity.ts'

const run = promisify(execFile)

/** Gives a path to the user as whom PostgreSQL runs. */
function give(path: string, user: PostgresUser | null): void {
  if (user !== null) chownSync(path, user.uid, user.gid)
}

/** Makes the cluster's files where there are none; a half-made cluster of a crash is made anew. */
export async function initialiseCluster(
  directory: string,
  password: string,
  user: PostgresUser | null,
): Promise<void> {
  const finished = join(directory, 'certloom-initialised')
  if (existsSync(finished)) return
  rmSync(directory, { recursive: true, force: true })
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  give(directory, user)
  const passwordFile = `${directory}.${randomBytes(6).toString('hex')}.pw`
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 })
  give(passwordFile, user)
  try {
    await runInitdb(directory, passwordFile, user)
  } finally {
    rmSync(passwordFile, { force: true })
  }
  writeFileSync(finished, '')
}

/** The system's own rules know letters beyond ASCII, so that trigrams of Polish names are made of all their letters. */
const LOCALE = process.platform === 'linux' ? 'C.UTF-8' : 'en_US.UTF-8'

async function runInitdb(directory: string, passwordFile: string, user: PostgresUser | null): Promise<void> {
  const { initdb } = await postgresBinaries()
  const command = asPostgresUser(
    user,
    initdb,
    [
      `--pgdata=${directory}`,
      `--pwfile=${passwordFile}`,
      '--username=postgres',
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      `--locale=${LOCALE}`,
      '--lc-messages=C',
      '--no-sync',
    ],
    [directory],
  )
  try {
    await run(command.file, command.arguments, { ...command, env: { ...process.env, LC_ALL: 'C' } })
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error)
    throw new Error(`PostgreSQL’s files could not be made: ${said.split('\n').at(-1)}`, { cause: error })
  }
}

/** The process number in a lock file that PostgreSQL left or holds; null where there is none. */
function lockedBy(pidFile: string): number | null {
  const first = existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8').split('\n')[0]) : Number.NaN
  return Number.isInteger(first) && first > 0 ? first : null
}

function isPostgresOn(pid: number, directory: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(directory)
  } catch {
    return false
  }
}

/**
 * Makes way for a start after a crash: ends a server that still runs on this directory, and removes a lock file whose
 * number now belongs to a stranger, as PostgreSQL would take that one for itself. A lock file of a dead process is left:
 * PostgreSQL judges it better, by the shared memory too.
 */
export async function clearStaleServer(directory: string): Promise<void> {
  const pidFile = join(directory, 'postmaster.pid')
  const pid = lockedBy(pidFile)
  const identity = pid === null ? null : identify(pid)
  if (identity === null) return
  if (!isPostgresOn(identity.pid, directory)) {
    rmSync(pidFile, { force: true })
    return
  }
  signal(identity.pid, ENDING.postgres.ask)
  if (await waitUntilGone(identity, ENDING.postgres.graceMs)) return
  signal(identity.pid, ENDING.postgres.force)
  await waitUntilGone(identity, 5_000)
}
