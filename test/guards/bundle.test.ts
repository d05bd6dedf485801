import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { pino } from 'pino'
import { buildWorkflowBundle } from '../../bin/processes/workflow-bundle.ts'

const LIMIT_BYTES = 1_800_000
/** Packages that would bloat every workflow context, or do what a workflow must not. */
const FORBIDDEN = [
  'zod',
  '@mikro-orm/',
  '@peculiar/',
  'express',
  'pg',
  '@temporalio/client',
  'reflect-metadata',
]

describe('the workflow bundle', () => {
  let code = ''
  let modules: string[] = []

  before(async () => {
    const bundle = await buildWorkflowBundle(pino({ level: 'silent' }))
    if (!('code' in bundle)) throw new Error('the bundle is not in memory')
    code = bundle.code
    const encoded =
      /sourceMappingURL=data:application\/json;[^,]*base64,([A-Za-z0-9+/=]+)/.exec(code)?.[1] ?? ''
    const map = JSON.parse(Buffer.from(encoded, 'base64').toString('utf8')) as { sources: string[] }
    modules = map.sources
  })

  test('what it is made of can be told', () => {
    assert.ok(modules.some((path) => path.endsWith('workflows/certificate-order/workflow.ts')))
    assert.ok(modules.some((path) => path.includes('node_modules/@temporalio/workflow/')))
  })

  test('it stays small', () => {
    console.log(`workflow bundle: ${code.length} bytes`)
    assert.ok(code.length <= LIMIT_BYTES, `${code.length} bytes`)
  })

  for (const name of FORBIDDEN) {
    test(`it holds nothing of ${name}`, () => {
      const held = modules.filter((path) =>
        path.includes(`node_modules/${name.endsWith('/') ? name : `${name}/`}`),
      )
      assert.deepEqual(held, [])
    })
  }

  test('it asks for no module of Node', () => {
    assert.doesNotMatch(code, /require\(["']node:/)
  })

  test('of our own code it holds the workflows and the domain only', () => {
    const ours = modules.filter((path) => !path.includes('node_modules') && /\.ts$/.test(path))
    const strangers = ours.filter((path) => !/\/(workflows|domain)\/[^:]*$/.test(path))
    assert.deepEqual(strangers, [])
    assert.ok(!ours.some((path) => path.endsWith('workflows/start.ts')))
  })
})
