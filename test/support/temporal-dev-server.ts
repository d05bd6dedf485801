import { join } from 'node:path'
import { registerSearchAttributes } from '../../bin/processes/register-search-attributes.ts'
import { findTemporalCli } from '../../bin/stack/temporal-cli.ts'
import { temporalPart } from '../../bin/stack/temporal-part.ts'
import { runInBackground, temporaryFolder } from './background-process.ts'
import { freePort } from './free-port.ts'

/** Holds the server's `host:port` where the runner has started one for all files. */
export const TEMPORAL_VARIABLE = 'CERTLOOM_TEST_TEMPORAL'
export const TEST_NAMESPACE = 'default'

/**
 * Starts a dev server, in memory, that lives as long as this process, with the search attributes registered.
 * `dynamicConfig` are `KEY=VALUE` pairs, such as a low limit of history events.
 * @returns its `host:port`
 */
export async function startTestTemporal(dynamicConfig: readonly string[] = []): Promise<string> {
  const program = await findTemporalCli({
    tell: (words) => console.error(words),
    stopped: new AbortController().signal,
  })
  const port = await freePort()
  const address = `127.0.0.1:${port}`
  await runInBackground(
    temporalPart({
      program,
      port,
      uiPort: null,
      namespace: TEST_NAMESPACE,
      file: null,
      logFile: join(temporaryFolder('temporal'), 'log'),
      flags: dynamicConfig.flatMap((pair) => ['--dynamic-config-value', pair]),
    }),
  )
  await registerSearchAttributes({ temporal: { address, namespace: TEST_NAMESPACE, uiUrl: null } })
  return address
}

let server: Promise<string> | null = null

/** The runner's dev server, or one of this process's own where a file is run alone. Files share it: use own ids. */
export function testTemporalAddress(): Promise<string> {
  server ??= process.env[TEMPORAL_VARIABLE]
    ? Promise.resolve(process.env[TEMPORAL_VARIABLE])
    : startTestTemporal()
  return server
}
