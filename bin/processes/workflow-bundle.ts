import { fileURLToPath } from 'node:url'
import { bundleWorkflowCode, type WorkflowBundle } from '@temporalio/worker'
import type { Logger } from '../../platform/logger.ts'

/** The workflows as the worker runs them: one file, made at start, since there is no build step. */
export async function buildWorkflowBundle(logger: Logger): Promise<WorkflowBundle> {
  const log = (level: 'trace' | 'debug' | 'info' | 'warn' | 'error') => (message: string) =>
    logger[level](message)
  return bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('../../workflows/index.ts', import.meta.url)),
    logger: {
      log: (_level, message) => logger.debug(message),
      trace: log('trace'),
      debug: log('debug'),
      info: log('debug'),
      warn: log('warn'),
      error: log('error'),
    },
    // Stack traces need the map's positions, not a copy of every source: it would double the bundle.
    webpackConfigHook: (config) => ({ ...config, devtool: 'inline-nosources-source-map' }),
  })
}
