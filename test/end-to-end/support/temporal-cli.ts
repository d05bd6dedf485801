import { execFileSync } from 'node:child_process'
import type { LiveStack } from './stack.ts'

export interface History {
  events: Record<string, unknown>[]
}

/** The `temporal` command as an operator uses it against a running stack. */
export function temporalCli(program: string, stack: LiveStack) {
  const run = (...args: string[]): string =>
    execFileSync(program, [...args, '--address', stack.ready().temporal.address], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 64 * 1024 * 1024,
    })
  const listed = (query: string) =>
    JSON.parse(run('workflow', 'list', '--query', query, '-o', 'json')) as {
      execution: { workflowId: string; runId: string }
    }[]
  return {
    list: (query: string) => listed(query).map(({ execution }) => execution.workflowId),
    runsOf: (orderId: string) =>
      listed(`WorkflowId="order-${orderId}"`).map(({ execution }) => execution.runId),
    signal: (orderId: string, name: string) =>
      run('workflow', 'signal', '--workflow-id', `order-${orderId}`, '--name', name),
    describe: (orderId: string) => run('workflow', 'describe', '--workflow-id', `order-${orderId}`),
    history: (orderId: string, runId: string) =>
      JSON.parse(
        run('workflow', 'show', '--workflow-id', `order-${orderId}`, '--run-id', runId, '-o', 'json'),
      ) as History,
    /** The history as text, with every base64 payload opened beside it. */
    decoded: (history: History) => {
      const text = JSON.stringify(history)
      const payloads = [...text.matchAll(/"data":"([A-Za-z0-9+/=]+)"/g)].map(([, data = '']) =>
        Buffer.from(data, 'base64').toString('utf8'),
      )
      return [text, ...payloads].join('\n')
    },
  }
}
