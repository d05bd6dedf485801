import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { takeLock } from '../../bin/stack/lock.ts'
import { OwnedProcesses } from '../../bin/stack/owned-processes.ts'
import { readJson } from '../../bin/stack/private-json.ts'
import { identify, isAlive, signal, waitUntilGone } from '../../bin/stack/process-identity.ts'
import { testFolder } from '../support/folder.ts'

const folder = testFolder()

/** A process that does nothing, or, with `deaf`, does not even end when asked to. */
async function sleeper(options: { deaf?: boolean } = {}): Promise<ChildProcess & { pid: number }> {
  const deaf = options.deaf ? "process.on('SIGTERM', () => {});" : ''
  const script = `${deaf} setInterval(() => {}, 1000); console.log('up')`
  const child = spawn(process.execPath, ['--eval', script], { stdio: ['ignore', 'pipe', 'ignore'] })
  await once(child.stdout, 'data')
  assert.ok(child.pid !== undefined)
  return Object.assign(child, { pid: child.pid })
}

describe('the identity of a process', () => {
  test('it lives as long as its process', async () => {
    const child = await sleeper()
    const identity = identify(child.pid)
    assert.ok(identity !== null && isAlive(identity))
    signal(child.pid, 'SIGKILL')
    assert.ok(await waitUntilGone(identity, 5_000))
    assert.ok(!isAlive(identity))
    assert.equal(identify(child.pid), null)
  })

  test('the same number at another time is another process', () => {
    const self = identify(process.pid)
    assert.ok(self !== null && isAlive(self))
    assert.ok(!isAlive({ ...self, startedAt: '1' }))
  })

  test('signalling a process that is gone is no error', async () => {
    const child = await sleeper()
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
    assert.doesNotThrow(() => signal(child.pid, 'SIGTERM'))
  })
})

describe('what an earlier start left', () => {
  test('it is ended, and forgotten', async () => {
    const file = join(folder, 'left.json')
    const child = await sleeper()
    new OwnedProcesses(file).add('web', child.pid)
    const gone = once(child, 'exit')
    assert.deepEqual(await new OwnedProcesses(file).stopLeftovers(), ['web'])
    await gone
    assert.deepEqual(readJson(file), {})
  })

  test('a stranger under the same number is let live', async () => {
    const file = join(folder, 'stranger.json')
    const child = await sleeper()
    writeFileSync(file, JSON.stringify({ worker: { pid: child.pid, startedAt: '1' } }))
    assert.deepEqual(await new OwnedProcesses(file).stopLeftovers(), [])
    assert.equal(child.exitCode, null)
    assert.notEqual(identify(child.pid), null)
    child.kill('SIGKILL')
  })

  test('several are ended in the usual order, those that are gone are passed over', async () => {
    const file = join(folder, 'several.json')
    const [web, worker, sandbox] = [await sleeper(), await sleeper(), await sleeper()]
    const owned = new OwnedProcesses(file)
    owned.add('sandbox', sandbox.pid)
    owned.add('worker', worker.pid)
    owned.add('web', web.pid)
    const gone = once(worker, 'exit')
    worker.kill('SIGKILL')
    await gone
    assert.deepEqual(await new OwnedProcesses(file).stopLeftovers(), ['web', 'sandbox'])
  })

  test('a process that does not listen is ended by force', async () => {
    const file = join(folder, 'deaf.json')
    const child = await sleeper({ deaf: true })
    new OwnedProcesses(file).add('sandbox', child.pid)
    const gone = once(child, 'exit')
    await new OwnedProcesses(file).stopLeftovers()
    assert.deepEqual(await gone, [null, 'SIGKILL'])
  })

  for (const [title, text] of [
    ['broken JSON', '{"web": {"pi'],
    ['JSON of another shape', '[1, 2]'],
    ['numbers that are no processes', '{"web": {"pid": -1, "startedAt": "1"}}'],
  ] as const)
    test(`${title} is as if nothing were left`, async () => {
      const file = join(folder, 'odd.json')
      writeFileSync(file, text)
      assert.deepEqual(await new OwnedProcesses(file).stopLeftovers(), [])
    })
})

describe('the lock of a data folder', () => {
  test('one holder at a time', () => {
    const file = join(folder, 'lock-one.sqlite')
    const first = takeLock(file)
    assert.ok(first !== null)
    assert.equal(takeLock(file), null)
    first.release()
    const second = takeLock(file)
    assert.ok(second !== null)
    second.release()
  })

  test('a holder that was killed holds nothing', async () => {
    const file = join(folder, 'lock-killed.sqlite')
    const lockModule = join(import.meta.dirname, '../../bin/stack/lock.ts')
    const script = `const { takeLock } = await import(${JSON.stringify(lockModule)})
      globalThis.lock = takeLock(${JSON.stringify(file)}); console.log('held'); setInterval(() => {}, 1000)`
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(child.stdout, 'data')
    assert.equal(takeLock(file), null)
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
    const lock = takeLock(file)
    assert.ok(lock !== null)
    lock.release()
  })
})
