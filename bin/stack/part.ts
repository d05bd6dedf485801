import type { ChildProcess } from 'node:child_process'
import { closeSync, openSync, readFileSync, statSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { ENDING, type PartName } from './part-names.ts'
import { signal } from './process-identity.ts'

/** How one part of the stack is run. */
export interface PartPlan {
  name: PartName
  logFile: string
  /** Starts the process; `log` is an open file for its output. Called again at each restart. */
  spawn(log: number): Promise<ChildProcess> | ChildProcess
  /** Resolves once the part answers; gives up when `stopped` is aborted. */
  untilReady(child: ChildProcess, stopped: AbortSignal): Promise<void>
  /** How often the first start is tried; later ones are tried for ever. */
  firstTries?: number
}

/** What happens to a part after its first start. */
export interface PartEvents {
  started(name: PartName, pid: number): void
  died(name: PartName, why: string, againInMs: number): void
  restarted(name: PartName): void
}

const FIRST_BACKOFF_MS = 1_000
const LONGEST_BACKOFF_MS = 30_000
/** A part that ran this long is healthy: its next death waits the shortest time again. */
const HEALTHY_AFTER_MS = 10_000
const LARGEST_LOG_BYTES = 20_000_000

function openLog(path: string): number {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  return openSync(path, size > LARGEST_LOG_BYTES ? 'w' : 'a', 0o600)
}

/** The last lines of a log: what a person wants to see when a part would not start. */
function tailOfLog(path: string, lines = 5): string {
  try {
    return readFileSync(path, 'utf8').trimEnd().split('\n').slice(-lines).join('\n')
  } catch {
    return ''
  }
}

function describeExit(code: number | null, killedBy: string | null): string {
  return killedBy === null ? `ended with code ${code}` : `was ended by ${killedBy}`
}

/** One process that is kept running: started again, with a growing wait, whenever it ends by itself. */
export class Part {
  readonly name: PartName
  readonly #plan: PartPlan
  readonly #events: PartEvents
  readonly #stopping = new AbortController()
  #child: ChildProcess | null = null
  #exited: Promise<string> = Promise.resolve('not started')
  #backoffMs = FIRST_BACKOFF_MS

  constructor(plan: PartPlan, events: PartEvents) {
    this.name = plan.name
    this.#plan = plan
    this.#events = events
  }

  get pid(): number | null {
    return this.#child?.pid ?? null
  }

  /**
   * Starts the part and waits until it answers; from then on it is kept running.
   * @throws where it does not come up
   */
  async start(): Promise<void> {
    const tries = this.#plan.firstTries ?? 1
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.#launch()
        break
      } catch (error) {
        if (attempt >= tries || this.#stopping.signal.aborted) throw error
        await this.#pause(attempt * FIRST_BACKOFF_MS)
      }
    }
    void this.#keepRunning()
  }

  /** Asks the process to end, and makes it end where it does not in time. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    const pid = this.#child?.pid
    if (pid === undefined) return
    const ending = ENDING[this.name]
    signal(pid, ending.ask)
    const gone = await Promise.race([this.#exited, delay(ending.graceMs, null, { ref: false })])
    if (gone !== null) return
    this.kill()
    await Promise.race([this.#exited, delay(5_000, null, { ref: false })])
  }

  /** Ends the process at once. */
  kill(): void {
    this.#stopping.abort()
    const pid = this.#child?.pid
    if (pid !== undefined) signal(pid, ENDING[this.name].force)
  }

  async #launch(): Promise<void> {
    const log = openLog(this.#plan.logFile)
    let child: ChildProcess
    try {
      child = await this.#plan.spawn(log)
    } finally {
      closeSync(log)
    }
    this.#child = child
    this.#exited = new Promise((resolve) => {
      child.once('error', (error) => resolve(`could not be started: ${error.message}`))
      child.once('exit', (code, killedBy) => resolve(describeExit(code, killedBy)))
    })
    void this.#exited.then(() => {
      if (this.#child === child) this.#child = null
    })
    if (child.pid !== undefined) this.#events.started(this.name, child.pid)
    if (this.#stopping.signal.aborted) this.kill()
    await this.#untilReady(child)
  }

  /** Ready, unless the process ends first or the stack is stopped. */
  async #untilReady(child: ChildProcess): Promise<void> {
    const over = new AbortController()
    const stopped = AbortSignal.any([over.signal, this.#stopping.signal])
    const died = this.#exited.then((why) => {
      const { logFile } = this.#plan
      throw new Error(`${this.name} ${why} before it was ready; ${logFile} ends:\n${tailOfLog(logFile)}`)
    })
    died.catch(() => undefined)
    try {
      await Promise.race([this.#plan.untilReady(child, stopped), died])
    } catch (error) {
      if (child.pid !== undefined && child.exitCode === null) signal(child.pid, ENDING[this.name].force)
      await this.#exited
      throw error
    } finally {
      over.abort()
    }
  }

  async #keepRunning(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      const since = Date.now()
      let why = await this.#exited
      if (Date.now() - since > HEALTHY_AFTER_MS) this.#backoffMs = FIRST_BACKOFF_MS
      let isUp = false
      while (!isUp && !this.#stopping.signal.aborted) {
        this.#events.died(this.name, why, this.#backoffMs)
        await this.#pause(this.#backoffMs)
        this.#backoffMs = Math.min(this.#backoffMs * 2, LONGEST_BACKOFF_MS)
        if (this.#stopping.signal.aborted) return
        why = await this.#launch().then(
          () => '',
          (error: unknown) => (error instanceof Error ? error.message : String(error)),
        )
        isUp = why === ''
      }
      if (isUp) this.#events.restarted(this.name)
    }
  }

  async #pause(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.#stopping.signal }).catch(() => undefined)
  }
}
