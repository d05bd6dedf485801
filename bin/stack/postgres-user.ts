import { execFileSync } from 'node:child_process'
import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'

/** A user that is not root, as PostgreSQL refuses to run as root. */
export interface PostgresUser {
  uid: number
  gid: number
}

/** A program and what stands before its arguments. */
export interface CommandLine {
  file: string
  arguments: string[]
  uid?: number
  gid?: number
}

function findUser(): PostgresUser | null {
  try {
    const ask = (flag: string): number =>
      Number(
        execFileSync('id', [flag, 'postgres'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
      )
    return { uid: ask('-u'), gid: ask('-g') }
  } catch {
    return null
  }
}

/**
 * The system user as whom PostgreSQL is run: `postgres`, made where it is missing; null where we are not root and run it
 * as ourselves.
 */
export function postgresUser(): PostgresUser | null {
  if (process.getuid?.() !== 0) return null
  const found = findUser()
  if (found !== null) return found
  execFileSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'])
  const made = findUser()
  if (made === null) throw new Error('PostgreSQL does not run as root, and no user "postgres" could be made')
  return made
}

/** True where every folder above the path may be passed by everybody. */
export function isOpenToAll(path: string): boolean {
  const folder = dirname(path)
  if ((statSync(folder).mode & 0o001) === 0) return false
  return folder === dirname(folder) || isOpenToAll(folder)
}

function findOnPath(program: string): string | null {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return join(folder, program)
    } catch {
      // Not in this folder.
    }
  }
  return null
}

/**
 * How to run a program of PostgreSQL as `user`. A project below a private folder, such as root's home, is out of that
 * user's reach, and so are the programs in it: there the right to pass folders is kept, by `setpriv`.
 */
export function asPostgresUser(
  user: PostgresUser | null,
  program: string,
  programArguments: readonly string[],
  paths: readonly string[],
): CommandLine {
  if (user === null) return { file: program, arguments: [...programArguments] }
  const setpriv = [program, ...paths].every(isOpenToAll) ? null : findOnPath('setpriv')
  if (setpriv === null) return { file: program, arguments: [...programArguments], ...user }
  // Without the last one the right would not count where a program asks by access(2), as initdb does.
  const rights = [
    ...['--clear-groups', '--inh-caps', '+dac_override', '--ambient-caps', '+dac_override'],
    ...['--securebits', '+no_setuid_fixup'],
  ]
  return {
    file: setpriv,
    arguments: [`--reuid=${user.uid}`, `--regid=${user.gid}`, ...rights, program, ...programArguments],
  }
}
