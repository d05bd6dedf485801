import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { PART_NAMES, type PartName } from '../../bin/stack/part-names.ts'
import { queryOnce } from '../../bin/stack/postgres-part.ts'
import { identify, signal } from '../../bin/stack/process-identity.ts'
import { untilAnswer } from '../../bin/stack/wait.ts'
import { freePort } from '../support/free-port.ts'
import { type StartedStack, spawnStack, stackFolder, startStack } from '../support/started-stack.ts'

const SLOW = { timeout: 120_000 }
/** The promise of the public contract. */
const READY_WITHIN_MS = 15_000

function pidOf(stack: StartedStack, name: PartName): number {
  const pid = stack.ready().pids[name]
  assert.ok(pid !== null, `${name} has no process`)
  return pid
}

function runningParts(pids: readonly (number | null)[]): number[] {
  return pids.filter((pid) => pid !== null).filter((pid) => identify(pid) !== null)
}

async function statusOf(url: string): Promise<number> {
  return (await fetch(url, { signal: AbortSignal.timeout(10_000) })).status
}

describe('certloom start', SLOW, () => {
  const data = stackFolder()
  let stack: StartedStack
  let tookMs: number

  before(async () => {
    const since = Date.now()
    stack = await startStack(data)
    tookMs = Date.now() - since
  })
  after(async () => {
    await stack.stop()
  })

  test('it is ready in the promised time', () => {
    assert.ok(tookMs < READY_WITHIN_MS, `${tookMs} ms`)
  })

  test('its block and ready.json say the same', () => {
    const { pages, admin, api, apiDocs, temporal, sandbox } = stack.ready()
    assert.ok(sandbox !== null && temporal.ui !== null)
    const block = stack.output().slice(stack.output().indexOf('Certloom is ready'))
    const words = block.split('\n').map((line) => line.trim().split(/\s{2,}/))
    assert.deepEqual(words.slice(1, 7), [
      ['pages', pages],
      ['admin', admin.url, `${admin.email} / ${admin.password}`],
      ['api', api.url, `token ${api.token}`],
      ['api docs', apiDocs],
      ['temporal', temporal.ui],
      ['sandbox', sandbox.url, 'mailbox, DNS, CA console'],
    ])
  })

  test('ready.json has the documented keys', () => {
    const ready = stack.ready()
    assert.deepEqual(Object.keys(ready), [
      'pages',
      'admin',
      'api',
      'apiDocs',
      'temporal',
      'sandbox',
      'database',
      'pids',
    ])
    assert.deepEqual(Object.keys(ready.pids), ['start', 'worker', 'web', 'sandbox', 'temporal', 'postgres'])
    assert.equal(ready.pids.start, stack.process.pid)
    assert.equal(runningParts(Object.values(ready.pids)).length, 6)
  })

  for (const file of ['ready.json', 'secrets.json', 'environment.json', 'pids.json'])
    test(`${file} is its owner’s alone`, () => {
      assert.equal(statSync(join(data, file)).mode & 0o777, 0o600)
    })

  test('everything that is named answers', async () => {
    const { pages, temporal, sandbox, database } = stack.ready()
    assert.ok(sandbox !== null && temporal.ui !== null)
    assert.ok((await statusOf(pages)) < 500)
    assert.equal(await statusOf(temporal.ui), 200)
    assert.equal(await statusOf(sandbox.url), 200)
    assert.equal(await statusOf(sandbox.soap), 200)
    assert.equal((await queryOnce(database.url, 'select 1 as one')).rows[0].one, 1)
  })

  test('a second start in the same folder says so and ends', async () => {
    const second = spawnStack(data)
    assert.equal(await second.ended, 1)
    assert.match(
      second.output(),
      new RegExp(`^Certloom already runs in ${data} \\(process ${stack.process.pid}\\).*\\n$`),
    )
    assert.equal(runningParts(Object.values(stack.ready().pids)).length, 6)
  })

  test('parts that are killed run again, on the same ports, and ready.json names them', async () => {
    const first = stack.ready()
    const killed = PART_NAMES.map((name) => ({ name, pid: pidOf(stack, name) }))
    for (const { pid } of killed) signal(pid, 'SIGKILL')
    for (const { name } of killed)
      await untilAnswer(async () => assert.match(stack.output(), new RegExp(`^${name} runs again$`, 'm')), {
        timeoutMs: 60_000,
      })
    const again = stack.ready()
    assert.deepEqual({ ...again, pids: null }, { ...first, pids: null })
    for (const { name, pid } of killed) assert.notEqual(again.pids[name], pid)
    assert.equal(runningParts(Object.values(again.pids)).length, 6)
    assert.ok((await statusOf(again.pages)) < 500)
    assert.match(stack.output(), /^worker was ended by SIGKILL; starting it again in \d+ s$/m)
  })

  test('SIGTERM ends it all in order, and the exit code is good', async () => {
    const { pids } = stack.ready()
    assert.equal(await stack.stop(), 0)
    assert.deepEqual(runningParts(Object.values(pids)), [])
    assert.ok(!existsSync(join(data, 'ready.json')))
    assert.match(stack.output(), /Stopped\. The next start finds everything again\.\n$/)
  })
})

describe('certloom start after a crash', SLOW, () => {
  const data = stackFolder()

  test('it ends what was left, and everything is where it was', async () => {
    const first = await startStack(data)
    const before = first.ready()
    await queryOnce(before.database.url, 'create table kept as select 42 as answer')
    first.process.kill('SIGKILL')
    assert.equal(await first.ended, 'SIGKILL')
    await untilAnswer(
      async () => {
        const { worker, web, sandbox } = before.pids
        assert.deepEqual(runningParts([worker, web, sandbox]), [])
      },
      { timeoutMs: 20_000 },
    )
    const left = runningParts([before.pids.temporal, before.pids.postgres])

    const second = await startStack(data)
    const again = second.ready()
    assert.equal(left.length, 2)
    assert.deepEqual(runningParts(left), [])
    assert.match(second.output(), /Stopped what an earlier start had left: temporal, postgres/)
    assert.deepEqual({ ...again, pids: null }, { ...before, pids: null })
    assert.equal((await queryOnce(again.database.url, 'select answer from kept')).rows[0].answer, 42)
    assert.equal(await second.stop(), 0)
  })
})

describe('certloom start and its surroundings', SLOW, () => {
  test('a signal before it is ready stops what was begun', async () => {
    const data = stackFolder()
    const stack = spawnStack(data)
    await untilAnswer(async () => assert.match(readFileSync(join(data, 'pids.json'), 'utf8'), /"postgres"/), {
      timeoutMs: 30_000,
      everyMs: 10,
    })
    const begun: Record<string, { pid: number }> = JSON.parse(readFileSync(join(data, 'pids.json'), 'utf8'))
    stack.process.kill('SIGINT')
    assert.equal(await stack.ended, 130)
    assert.deepEqual(runningParts(Object.values(begun).map(({ pid }) => pid)), [])
  })

  test('with Certum and mail given there is no sandbox, and a taken port is passed over', async () => {
    const taken = createServer().listen(await freePort(), '127.0.0.1')
    await once(taken, 'listening')
    const address = taken.address()
    assert.ok(typeof address === 'object' && address !== null)
    const stack = await startStack(stackFolder(), {
      PORT: String(address.port),
      CERTUM_URL: 'http://127.0.0.1:1/service',
      CERTUM_USERNAME: 'u',
      CERTUM_PASSWORD: 'p',
      SMTP_URL: 'smtp://127.0.0.1:1',
    })
    const { sandbox, pids, pages } = stack.ready()
    assert.equal(sandbox, null)
    assert.equal(pids.sandbox, null)
    assert.ok(!stack.output().includes('CA console'))
    assert.ok(Number(new URL(pages).port) > address.port)
    assert.equal(await stack.stop(), 0)
    taken.close()
  })
})
