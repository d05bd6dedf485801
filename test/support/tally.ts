import { relative, resolve } from 'node:path'
import type { EventData } from 'node:test'

const PROJECT = resolve(import.meta.dirname, '..', '..')
const KEPT_OUTPUT_LINES = 40

interface FileTally {
  passed: number
  failed: number
  output: string[]
}

/** What went wrong in one test. */
export interface Failure {
  file: string
  name: string
  why: string
}

/** The error as its author would see it: the cause's own stack, without the runner's wrapping. */
function describeError(error: Error): string {
  const cause = error.cause
  if (cause instanceof Error) return cause.stack ?? cause.message
  return String(cause ?? error.message)
}

/** The event's test is a group whose members failed: they were counted. */
function isEcho(event: EventData.TestFail): boolean {
  const { error, type } = event.details
  return type === 'suite' && 'failureType' in error && error.failureType === 'subtestsFailed'
}

/** Counts tests as their events come in. A skipped test counts as failed, as it proves nothing. */
export class Tally {
  passed = 0
  failed = 0
  /** Left out for want of a tool. */
  notRun = 0
  readonly #files = new Map<string, FileTally>()

  pass(event: EventData.TestPass): Failure | null {
    if (event.skip !== undefined || event.todo !== undefined)
      return this.#fail(event.file, event.name, 'skipped: a test is run or deleted')
    if (event.details.type === 'suite') return null
    this.passed += 1
    this.#file(event.file).passed += 1
    return null
  }

  fail(event: EventData.TestFail): Failure | null {
    return isEcho(event) ? null : this.#fail(event.file, event.name, describeError(event.details.error))
  }

  /** Counts a file that did not come to its end. */
  unfinished(file: string): Failure {
    return this.#fail(file, 'the file', 'did not come to its end')
  }

  output(file: string, text: string): void {
    const { output } = this.#file(file)
    output.push(text)
    output.splice(0, Math.max(0, output.length - KEPT_OUTPUT_LINES))
  }

  /** The last lines a file wrote. */
  outputOf(file: string): string {
    return this.#file(file).output.join('')
  }

  countOf(file: string): { passed: number; failed: number } {
    return this.#file(file)
  }

  #fail(file: string | undefined, name: string, why: string): Failure {
    this.failed += 1
    this.#file(file).failed += 1
    return { file: shortPath(file), name, why }
  }

  #file(file = ''): FileTally {
    const known = this.#files.get(file) ?? { passed: 0, failed: 0, output: [] }
    this.#files.set(file, known)
    return known
  }
}

/** The path as people name it: from the project's folder. */
export function shortPath(file = ''): string {
  return relative(PROJECT, file)
}
