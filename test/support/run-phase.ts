import { type EventData, run } from 'node:test'
import type { Phase } from './phases.ts'
import { type Failure, shortPath, type Tally } from './tally.ts'

/** One test may take this long unless it says otherwise. */
const TEST_TIMEOUT_MS = 120_000
/** Nothing heard for so long means that a file hangs. */
const SILENCE_MS = 5 * 60_000
/** Loaded into every test's process before the test. */
const STRICT_TEXTS = new URL('./strict-texts.ts', import.meta.url).href

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

function sayFailure({ file, name, why }: Failure): void {
  say(`\n  FAIL  ${file}\n        ${name}`)
  say(`${why.replace(/^/gm, '        ')}\n`)
}

/** Passes the events of one phase to the tally, and tells what a person wants to see of them. */
class PhaseReport {
  readonly #tally: Tally
  readonly #mayLackTools: boolean
  readonly #open: Set<string>

  constructor(tally: Tally, { mayLackTools = false }: Phase, files: readonly string[]) {
    this.#tally = tally
    this.#mayLackTools = mayLackTools
    this.#open = new Set(files)
  }

  get open(): readonly string[] {
    return [...this.#open]
  }

  failed(failure: Failure | null): void {
    if (failure !== null) sayFailure(failure)
  }

  pass(event: EventData.TestPass): void {
    if (this.#mayLackTools && typeof event.skip === 'string') this.#leftOut(event.name, event.skip)
    else this.failed(this.#tally.pass(event))
  }

  #leftOut(name: string, missing: string): void {
    this.#tally.notRun += 1
    say(`  NOT RUN  ${name}: ${missing}`)
  }

  /** A file that cannot even be loaded gives no summary, but fails under its own name. */
  fail(event: EventData.TestFail): void {
    this.failed(this.#tally.fail(event))
    if (event.name === event.file) this.#finish(event.name, event.details.duration_ms)
  }

  summary(event: EventData.TestSummary): void {
    if (event.file !== undefined) this.#finish(event.file, event.duration_ms)
  }

  #finish(file: string, durationMs: number): void {
    if (!this.#open.delete(file)) return
    const { passed, failed } = this.#tally.countOf(file)
    const seconds = (durationMs / 1000).toFixed(1).padStart(6)
    say(`  ${failed === 0 ? 'ok  ' : 'FAIL'}${seconds} s ${String(passed).padStart(4)}  ${shortPath(file)}`)
    if (failed > 0 && this.#tally.outputOf(file) !== '')
      say(`        it wrote:\n${this.#tally.outputOf(file).trimEnd().replace(/^/gm, '        | ')}`)
  }
}

/** Runs the files of one phase, each in a process of its own, and counts into `tally`. */
export async function runPhase(phase: Phase, files: readonly string[], tally: Tally): Promise<void> {
  const report = new PhaseReport(tally, phase, files)
  const stopped = new AbortController()
  const silence = setTimeout(() => stopped.abort(), SILENCE_MS)
  const stream = run({
    files,
    concurrency: phase.concurrency,
    isolation: 'process',
    execArgv: ['--import', STRICT_TEXTS],
    timeout: TEST_TIMEOUT_MS,
    signal: stopped.signal,
  })
  stream.on('test:pass', (event) => report.pass(event))
  stream.on('test:fail', (event) => report.fail(event))
  stream.on('test:summary', (event) => report.summary(event))
  stream.on('test:stdout', (event) => tally.output(event.file, event.message))
  stream.on('test:stderr', (event) => tally.output(event.file, event.message))
  stream.on('data', () => silence.refresh())
  await new Promise<void>((resolve) => {
    stream.once('end', resolve)
    stopped.signal.addEventListener('abort', () => resolve())
  })
  clearTimeout(silence)
  for (const file of report.open) if (stopped.signal.aborted) sayFailure(tally.unfinished(file))
}
