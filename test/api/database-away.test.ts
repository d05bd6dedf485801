import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTokenReader } from '../../api/middleware/bearer-token.ts'
import { problemAnswer } from '../../api/middleware/problem.ts'
import { createServices } from '../../api/services/services.ts'
import { createKeyRing } from '../../platform/secrets.ts'
import { openDatabase } from '../../store/database.ts'
import { SECRET } from '../store/installation.ts'
import { freePort } from '../support/free-port.ts'
import { createScriptedEngine } from './scripted-engine.ts'

const context = { language: 'pl', publicUrl: 'http://certloom.test', onFault: () => undefined } as const

test('while PostgreSQL is away requests are put off with 503, and only that makes the service unready', async () => {
  const db = await openDatabase(`postgresql://nobody:x@127.0.0.1:${await freePort()}/nothing`)
  try {
    const readToken = createTokenReader(db)
    const error = await readToken({ get: () => 'Bearer cl_x' } as never).catch((thrown: unknown) => thrown)
    const answer = problemAnswer(error, context)
    assert.equal(answer.status, 503)
    assert.equal(answer.headers['Retry-After'], '5')
    assert.equal(answer.body.title, 'Chwilowa przerwa w działaniu')

    const settings = { publicUrl: '', commandWaitMs: 1, temporalUiUrl: null, temporalNamespace: 'default' }
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
    const temporal = createScriptedEngine()
    const services = createServices({
      db,
      temporal,
      keyRing: createKeyRing(SECRET),
      clock: () => new Date(),
      settings,
      log,
    })
    const health = await services.health()
    assert.equal(health.status, 'unavailable')
    assert.deepEqual([health.database.ok, health.temporal.ok], [false, true])
  } finally {
    await db.close()
  }
})
