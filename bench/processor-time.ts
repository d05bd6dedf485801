import { readFileSync } from 'node:fs'

/** Of one tick of Linux' accounting; it has been 100 a second on every machine for decades. */
const TICK_MS = 10

/**
 * How long the processors have worked so far for a process, its children and those of them that are over, in ms; null
 * where the system does not tell (not Linux).
 */
export function processorTimeMs(pid: number | null): number | null {
  if (pid === null) return null
  try {
    return [pid, ...childrenOf(pid)].reduce((sum, each) => sum + ticksOf(each), 0) * TICK_MS
  } catch {
    return null
  }
}

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
}

/** proc(5), fields 14 to 17: user and system time, its own and that of children that ended. */
function ticksOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The name may hold blanks; after it comes field 3.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0)
}
