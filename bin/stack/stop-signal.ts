/** One press of Ctrl-C may arrive several times: from the terminal, and from npm, which passes it on. */
const SAME_PRESS_MS = 700

/**
 * Resolves at the first SIGINT, SIGTERM or SIGHUP. A later one is a person who does not want to wait: `onSecond` is
 * called and the process ends.
 */
export function untilStopSignal(onSecond: () => void): Promise<'stopped'> {
  return new Promise((resolve) => {
    let firstAtMs: number | null = null
    const onSignal = (): void => {
      if (firstAtMs === null) {
        firstAtMs = Date.now()
        resolve('stopped')
      } else if (Date.now() - firstAtMs > SAME_PRESS_MS) {
        onSecond()
        process.exit(130)
      }
    }
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, onSignal)
  })
}
