import { z } from 'zod'
import { ENDING, PART_NAMES, type PartName } from './part-names.ts'
import { readJson, writePrivateJson } from './private-json.ts'
import { identify, isAlive, type ProcessIdentity, signal, waitUntilGone } from './process-identity.ts'

const identitySchema = z.object({ pid: z.int().positive(), startedAt: z.string() })
const fileSchema = z.partialRecord(z.enum(['start', ...PART_NAMES]), identitySchema)

/** The record of which processes belong to a data folder, kept so that a start after a crash finds them. */
export class OwnedProcesses {
  readonly #path: string
  #known: z.infer<typeof fileSchema>

  constructor(path: string) {
    this.#path = path
    const read = fileSchema.safeParse(readJson(path))
    this.#known = read.success ? read.data : {}
  }

  /** Notes that `name` now runs as `pid`. */
  add(name: PartName | 'start', pid: number): void {
    const identity = identify(pid)
    if (identity === null) return
    this.#known = { ...this.#known, [name]: identity }
    this.#save()
  }

  /** The process that is or was `name`. */
  get(name: PartName | 'start'): ProcessIdentity | null {
    return this.#known[name] ?? null
  }

  clear(): void {
    this.#known = {}
    this.#save()
  }

  /**
   * Stops what an earlier start left running, in the usual order. A process is touched only where number and time of
   * birth are those on record, so a stranger who got the number since is safe.
   * @returns the parts that had to be stopped
   */
  async stopLeftovers(): Promise<PartName[]> {
    const left = PART_NAMES.filter((name) => {
      const identity = this.get(name)
      return identity !== null && isAlive(identity)
    })
    for (const name of left) await this.#stop(name)
    this.clear()
    return left
  }

  async #stop(name: PartName): Promise<void> {
    const identity = this.get(name)
    if (identity === null) return
    signal(identity.pid, ENDING[name].ask)
    if (await waitUntilGone(identity, ENDING[name].graceMs)) return
    signal(identity.pid, ENDING[name].force)
    await waitUntilGone(identity, 5_000)
  }

  #save(): void {
    writePrivateJson(this.#path, this.#known)
  }
}
