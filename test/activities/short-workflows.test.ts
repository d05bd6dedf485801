import assert from 'node:assert/strict'
import { after, before, describe, type TestContext, test } from 'node:test'
import { Client, Connection } from '@temporalio/client'
import { NativeConnection, Worker } from '@temporalio/worker'
import { createActivities } from '../../activities/create-activities.ts'
import { createTemporalGateway } from '../../api/services/temporal-gateway.ts'
import { keepWantedImports } from '../../bin/processes/wanted-imports.ts'
import { wantImport } from '../../store/queries/wanted-imports.ts'
import { row, rows, sql } from '../../store/sql.ts'
import { CA_TASK_QUEUE, importWorkflowId, TASK_QUEUE } from '../../workflows/contract.ts'
import { withInstallation } from '../store/installation.ts'
import { startTestTemporal } from '../support/temporal-dev-server.ts'
import { testBundle } from '../workflow/support/workers.ts'
import { type World, worldFor } from './deps.ts'

const here = withInstallation()
const WAIT_MS = 15_000

/** An engine of this file's own: its workers would take what other files leave lying. */
const engine: { client?: Client; native?: NativeConnection } = {}
before(async () => {
  const address = await startTestTemporal()
  const [connection, native] = await Promise.all([
    Connection.connect({ address }),
    NativeConnection.connect({ address }),
  ])
  Object.assign(engine, { client: new Client({ connection }), native })
})
after(async () => {
  await engine.client?.connection.close()
  await engine.native?.close()
})

function clientHere(): Client {
  if (engine.client === undefined) throw new Error('the engine is there only inside tests')
  return engine.client
}

const gateway = createTemporalGateway(async () => clientHere())

/** The two workers of a worker process, until the test ends. */
async function startWorkers(t: TestContext, world: World): Promise<void> {
  if (engine.native === undefined) throw new Error('the engine is there only inside tests')
  const common = { connection: engine.native, namespace: 'default' }
  const { accounts } = createActivities(world.deps)
  const workers = await Promise.all([
    Worker.create({ ...common, taskQueue: TASK_QUEUE, workflowBundle: await testBundle() }),
    Worker.create({ ...common, taskQueue: CA_TASK_QUEUE, activities: accounts }),
  ])
  const running = Promise.all(workers.map((worker) => worker.run()))
  t.after(async () => {
    for (const worker of workers) worker.shutdown()
    await running
  })
}

async function importRun(caAccountId: string, runId?: string) {
  return clientHere().workflow.getHandle(importWorkflowId(caAccountId), runId).describe()
}

async function isWanted(caAccountId: string): Promise<boolean> {
  const found = await row<{ wanted: boolean }>(
    here.db.em(),
    sql`select import_wanted_at is not null as wanted from ca_accounts where id = ${caAccountId}`,
  )
  return found?.wanted ?? false
}

async function untilNotWanted(caAccountId: string): Promise<void> {
  const deadline = Date.now() + WAIT_MS
  while (await isWanted(caAccountId)) {
    assert.ok(Date.now() < deadline, 'the import did not come to an end')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

describe('short workflows', () => {
  test('check an account and import its products on the real engine', async (t) => {
    const world = await worldFor(t, here)
    await startWorkers(t, world)
    const { caAccountId } = world
    assert.deepEqual(await gateway.checkCaAccount(caAccountId, WAIT_MS), { problem: null, caCode: null })
    const imported = await gateway.importProducts(caAccountId, WAIT_MS)
    assert.ok(imported?.ok === true && imported.added.includes('931'))
    const again = await gateway.importProducts(caAccountId, WAIT_MS)
    assert.ok(again?.ok === true && again.added.length === 0)
  })

  test('an import waits for a CA that is away, and one that is asked for again starts at once', async (t) => {
    const world = await worldFor(t, here)
    await startWorkers(t, world)
    const { caAccountId, sandbox } = world
    await wantImport(here.db, caAccountId)
    await rows(
      here.db.em(),
      sql`update ca_accounts set url = 'http://127.0.0.1:1/' where id = ${caAccountId}`,
    )
    assert.equal(await gateway.importProducts(caAccountId, 1_000), null)
    assert.equal(await isWanted(caAccountId), true)
    const waiting = await importRun(caAccountId)
    await rows(here.db.em(), sql`update ca_accounts set url = ${sandbox.soapUrl} where id = ${caAccountId}`)
    assert.equal((await gateway.importProducts(caAccountId, WAIT_MS))?.ok, true)
    assert.equal(await isWanted(caAccountId), false)
    assert.equal((await importRun(caAccountId, waiting.runId)).status.name, 'TERMINATED')
  })

  test('an import that was asked for while the engine was away is begun later', async (t) => {
    const world = await worldFor(t, here)
    const { caAccountId } = world
    await rows(
      here.db.em(),
      sql`update ca_accounts set import_wanted_at = now() - interval '1 minute' where id = ${caAccountId}`,
    )
    const warned: unknown[] = []
    const loop = keepWantedImports(here.db, clientHere(), {
      warn: (...entry: unknown[]) => void warned.push(entry),
    })
    t.after(() => loop.stop())
    await startWorkers(t, world)
    await untilNotWanted(caAccountId)
    assert.deepEqual(warned, [])
  })

  test('where no worker is, nobody waits longer than was said', async (t) => {
    const { caAccountId } = await worldFor(t, here)
    const began = Date.now()
    assert.equal(await gateway.checkCaAccount(caAccountId, 500), null)
    assert.ok(Date.now() - began < 2_000)
  })
})
