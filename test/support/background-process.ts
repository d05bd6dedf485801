import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PartPlan } from '../../bin/stack/part.ts'
import { ENDING, type PartName } from '../../bin/stack/part-names.ts'
import { identify, isAlive, signal } from '../../bin/stack/process-identity.ts'
import { atExit, waitBlocking } from './at-exit.ts'

const LONGEST_END_MS = 3_000

/** A new folder, gone when this process ends. */
export function temporaryFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `certloom-${name}-`))
  atExit(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }))
  return folder
}

function endAtExit(name: PartName, pid: number): void {
  const identity = identify(pid)
  if (identity === null) return
  atExit(() => {
    if (!isAlive(identity)) return
    signal(pid, ENDING[name].force)
    waitBlocking(() => !isAlive(identity), LONGEST_END_MS)
  })
}

/** Starts a part of the stack for the life of this process, which it neither holds up nor outlives. */
export async function runInBackground(plan: PartPlan): Promise<void> {
  const log = openSync(plan.logFile, 'a')
  const child = await plan.spawn(log)
  closeSync(log)
  if (child.pid !== undefined) endAtExit(plan.name, child.pid)
  await plan.untilReady(child, new AbortController().signal)
  child.unref()
}
