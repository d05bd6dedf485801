import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

/** A process that can be told from a later one of the same number. */
export interface ProcessIdentity {
  pid: number
  /** When it began, as its operating system counts. */
  startedAt: string
}

/** The 22nd field of /proc/<pid>/stat; the second one is a name in brackets that may hold anything. */
function linuxStart(pid: number): string | null {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return state === 'Z' ? null : (rest[18] ?? null)
}

function otherStart(pid: number): string | null {
  return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || null
}

/** When the process began, or null where there is none, or only its remains. */
function startOf(pid: number): string | null {
  try {
    return process.platform === 'linux' ? linuxStart(pid) : otherStart(pid)
  } catch {
    return null
  }
}

/** Who runs under this number now; null for nobody. */
export function identify(pid: number): ProcessIdentity | null {
  const startedAt = startOf(pid)
  return startedAt === null ? null : { pid, startedAt }
}

/** True while the very same process runs. */
export function isAlive(identity: ProcessIdentity): boolean {
  return startOf(identity.pid) === identity.startedAt
}

/** True where the process was gone within `timeoutMs`. */
export async function waitUntilGone(identity: ProcessIdentity, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs
  while (isAlive(identity)) {
    if (Date.now() > deadline) return false
    await delay(50)
  }
  return true
}

/** Sends a signal; that the process has just gone is no error. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
