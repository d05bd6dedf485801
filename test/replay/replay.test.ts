import assert from 'node:assert/strict'
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, test } from 'node:test'
import {
  bundleWorkflowCode,
  type InjectedSinks,
  Runtime,
  Worker,
  type WorkflowBundle,
} from '@temporalio/worker'
import type { ReplaySinks } from './tell-projections.ts'

const HERE = import.meta.dirname
const HISTORIES = join(HERE, 'histories')
/** Rewrites the golden states instead of comparing: for a change that is meant. */
const REWRITE = process.env.CERTLOOM_TEST_REWRITE_GOLDEN === '1'

interface Recorded {
  workflowId: string
  history: unknown
}

interface Progress {
  sequence: number
  view: { state: string }
  events: { name: string }[]
}

const files = globSync('*.json', { cwd: HISTORIES })
  .filter((file) => !file.endsWith('.golden.json'))
  .sort()

function recorded(file: string): Recorded {
  return JSON.parse(readFileSync(join(HISTORIES, file), 'utf8')) as Recorded
}

function quietly(): void {
  const nothing = () => undefined
  Runtime.install({
    logger: { log: nothing, trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing },
  })
}

function bundle(workflowsPath: string): Promise<WorkflowBundle> {
  const nothing = () => undefined
  return bundleWorkflowCode({
    workflowsPath,
    workflowInterceptorModules: [join(HERE, 'tell-projections.ts')],
    logger: { log: nothing, trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing },
  })
}

/** Replays one history; gives the error it ended with, and every projection it would have written. */
async function replay(
  workflowBundle: WorkflowBundle,
  file: string,
): Promise<{ error?: Error; projections: Progress[] }> {
  const projections: Progress[] = []
  const sinks: InjectedSinks<ReplaySinks> = {
    replay: {
      projection: {
        fn: (_info, progress) => void projections.push(structuredClone(progress) as Progress),
        callDuringReplay: true,
      },
    },
  }
  const results = Worker.runReplayHistories({ workflowBundle, sinks }, [recorded(file)] as never)
  for await (const { error } of results) return error === undefined ? { projections } : { error, projections }
  throw new Error('nothing was replayed')
}

describe('histories of every release replay on this code', () => {
  let faithful: WorkflowBundle
  let broken: WorkflowBundle

  before(async () => {
    quietly()
    faithful = await bundle(join(HERE, '../../workflows/index.ts'))
    broken = await bundle(join(HERE, 'broken-twin/index.ts'))
  })

  test('there are histories of the main paths', () => {
    assert.ok(files.length >= 5, `${files.length} histories`)
  })

  for (const file of files) {
    test(`${file} replays, to the same states and events`, async () => {
      const { error, projections } = await replay(faithful, file)
      assert.equal(error, undefined)
      const told = projections.map(({ sequence, view, events }) => ({
        sequence,
        view,
        events: events.map(({ name }) => name),
      }))
      const golden = join(HISTORIES, file.replace(/\.json$/, '.golden.json'))
      if (REWRITE) writeFileSync(golden, `${JSON.stringify(told, null, 2)}\n`)
      assert.deepEqual(told, JSON.parse(readFileSync(golden, 'utf8')))
    })

    test(`${file} does not replay on a workflow with one command more`, async () => {
      const { error } = await replay(broken, file)
      assert.equal(error?.name, 'DeterminismViolationError')
    })
  }
})
