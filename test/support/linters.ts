import { BRING_TIMEOUT_MS, bring, type CachedProgram, pythonWith, run } from './cached-program.ts'

const ZLINT = { version: 'v3.7.1', module: 'github.com/zmap/zlint/v3/cmd/zlint' }
const PKILINT_VERSION = '0.13.3'

/** Zlint (Go): the one in our cache, else built into it once. */
export function zlint(): Promise<CachedProgram> {
  return bring(`zlint-${ZLINT.version}`, 'zlint', 'zlint is built with Go, which', async (draft) => {
    const env = { ...process.env, GOBIN: draft, GOFLAGS: '' }
    await run('go', ['install', `${ZLINT.module}@${ZLINT.version}`], { env, timeout: BRING_TIMEOUT_MS })
  })
}

/** The Python that has pkilint. */
export function pkilintPython(): Promise<CachedProgram> {
  return pythonWith('pkilint', PKILINT_VERSION)
}
