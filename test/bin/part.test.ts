import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, test } from 'node:test'
import { nodePart } from '../../bin/stack/node-part.ts'
import { Part, type PartPlan } from '../../bin/stack/part.ts'
import { identify, signal } from '../../bin/stack/process-identity.ts'
import { untilAnswer } from '../../bin/stack/wait.ts'
import { testFolder } from '../support/folder.ts'

const folder = testFolder()
const running = new Set<Part>()

afterEach(async () => {
  for (const part of running) await part.stop()
  running.clear()
})

/** A part that runs a script and is ready once it has written a line. */
function scriptPlan(script: string, extra: Partial<PartPlan> = {}): PartPlan {
  const logFile = join(folder, `${Math.random()}.log`)
  const length = (): number => readFileSync(logFile, 'utf8').length
  let before = 0
  return {
    name: 'sandbox',
    logFile,
    spawn: (log) => {
      before = length()
      return spawn(process.execPath, ['--eval', script], { stdio: ['ignore', log, log], detached: true })
    },
    untilReady: (_child, stopped) =>
      untilAnswer(async () => assert.ok(length() > before), { timeoutMs: 10_000, everyMs: 20, stopped }),
    ...extra,
  }
}

const FOREVER = "console.log('up'); setInterval(() => {}, 1000)"

function partOf(plan: PartPlan): { part: Part; said: string[]; pids: number[] } {
  const said: string[] = []
  const pids: number[] = []
  const part = new Part(plan, {
    started: (_name, pid) => pids.push(pid),
    died: (name, why, againInMs) => said.push(`${name} ${why}, again in ${againInMs}`),
    restarted: (name) => said.push(`${name} again`),
  })
  running.add(part)
  return { part, said, pids }
}

async function untilSaid(said: readonly string[], words: string): Promise<void> {
  await untilAnswer(async () => assert.ok(said.includes(words), said.join('; ')), { timeoutMs: 10_000 })
}

describe('a part that is kept running', () => {
  test('it is started again when it is killed, and that is said', async () => {
    const { part, said, pids } = partOf(scriptPlan(FOREVER))
    await part.start()
    assert.equal(part.pid, pids[0])
    signal(pids[0] ?? 0, 'SIGKILL')
    await untilSaid(said, 'sandbox again')
    assert.deepEqual(said, ['sandbox was ended by SIGKILL, again in 1000', 'sandbox again'])
    assert.equal(pids.length, 2)
    assert.equal(part.pid, pids[1])
  })

  test('each death in a row waits longer', async () => {
    const { part, said } = partOf(scriptPlan("console.log('up'); setTimeout(() => process.exit(3), 100)"))
    await part.start()
    await untilSaid(said, 'sandbox ended with code 3, again in 2000')
    assert.equal(said[0], 'sandbox ended with code 3, again in 1000')
  })

  test('a stopped part is gone and stays gone', async () => {
    const { part, said, pids } = partOf(scriptPlan(FOREVER))
    await part.start()
    await part.stop()
    assert.equal(identify(pids[0] ?? 0), null)
    assert.equal(part.pid, null)
    assert.deepEqual(said, [])
  })

  test('stopping while it waits to start again ends the waiting', async () => {
    const { part, said, pids } = partOf(scriptPlan(FOREVER))
    await part.start()
    signal(pids[0] ?? 0, 'SIGKILL')
    await untilSaid(said, 'sandbox was ended by SIGKILL, again in 1000')
    await part.stop()
    await new Promise((resolve) => setTimeout(resolve, 1_300))
    assert.equal(pids.length, 1)
  })

  test('a part that ends before it is ready fails the start, and its log is named', async () => {
    const plan = scriptPlan('process.exit(7)')
    const { part } = partOf(plan)
    await assert.rejects(part.start(), (error: Error) => {
      assert.match(error.message, /^sandbox ended with code 7 before it was ready/)
      assert.ok(error.message.includes(plan.logFile))
      return true
    })
  })

  test('a first start may be tried several times', async () => {
    const flag = join(folder, 'tried')
    const script = `const fs = require('node:fs')
      if (!fs.existsSync(${JSON.stringify(flag)})) { fs.writeFileSync(${JSON.stringify(flag)}, ''); process.exit(1) }
      ${FOREVER}`
    const { part, pids } = partOf(scriptPlan(script, { firstTries: 2 }))
    await part.start()
    assert.equal(pids.length, 2)
  })

  test('a program that is not there fails the start', async () => {
    const { part } = partOf(
      scriptPlan('', { spawn: () => spawn('/nowhere/program', [], { stdio: 'ignore' }) }),
    )
    await assert.rejects(part.start(), /could not be started/)
  })
})

describe('one of our own processes', () => {
  test('a setting that stops it is in its log, and fails the start', async () => {
    const logFile = join(folder, 'worker.log')
    const { part } = partOf(
      nodePart({
        name: 'worker',
        logFile,
        arguments: ['worker'],
        environment: { ...process.env, DATABASE_URL: 'nonsense' },
      }),
    )
    await assert.rejects(part.start(), /worker ended with code 1 before it was ready/)
    assert.match(readFileSync(logFile, 'utf8'), /^DATABASE_URL must be a postgresql:\/\/ URL$/m)
  })
})
