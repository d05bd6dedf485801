import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'

const PROJECT = join(import.meta.dirname, '../..')
/** Longer than the SDK tries to connect before it gives up. */
const LONG_ENOUGH_MS = 12_000

describe('web where no engine answers', () => {
  let database: TestDatabase
  let web: ChildProcess
  let url = ''

  before(async () => {
    database = await createTestDatabase()
    web = spawn(process.execPath, [join(PROJECT, 'bin/certloom.ts'), 'web'], {
      cwd: PROJECT,
      env: {
        ...process.env,
        PORT: '0',
        DATABASE_URL: database.url,
        TEMPORAL_ADDRESS: '127.0.0.1:1',
        SMTP_URL: 'smtp://127.0.0.1:1',
        CERTLOOM_SECRET: 'a secret that is long enough for a test',
        LOG_LEVEL: 'silent',
      },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    const message = await new Promise<{ details: { port: number } }>((resolve, reject) => {
      web.once('message', (told) => resolve(told as { details: { port: number } }))
      web.once('exit', (code) => reject(new Error(`web ended with ${code}`)))
    })
    url = `http://127.0.0.1:${message.details.port}`
  })
  after(async () => {
    const ended = new Promise((resolve) => web.once('exit', resolve))
    if (web.exitCode === null) {
      web.kill('SIGTERM')
      await ended
    }
    await database.drop()
  })

  test('it says so, and goes on answering when the connection has failed', async () => {
    const health = async () => {
      const response = await fetch(`${url}/health/ready`)
      return { status: response.status, body: (await response.json()) as { temporal: { ok: boolean } } }
    }
    const first = await health()
    assert.equal(first.status, 200)
    assert.equal(first.body.temporal.ok, false)
    await sleep(LONG_ENOUGH_MS)
    assert.equal(web.exitCode, null)
    assert.equal((await health()).body.temporal.ok, false)
  })
})
