import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import express from 'express'
import { sendCsv } from '../../web/lists/csv.ts'

test('no more rows are made once the reader is gone', async () => {
  let made = 0
  const over = Promise.withResolvers<void>()
  async function* endless(): AsyncGenerator<string[]> {
    try {
      for (;;) {
        made += 1
        yield ['x'.repeat(10_000)]
      }
    } finally {
      over.resolve()
    }
  }
  const failures: unknown[] = []
  const app = express().get('/', async (_request, response) => {
    await sendCsv(response, { fileName: 'all.csv', columns: ['text'] }, endless()).catch((error: unknown) =>
      failures.push(error),
    )
  })
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  const gone = new AbortController()
  const response = await fetch(`http://127.0.0.1:${port}/`, { signal: gone.signal })
  await response.body?.getReader().read()
  gone.abort()
  await over.promise
  const madeThen = made
  await new Promise((resolve) => setTimeout(resolve, 50))
  assert.equal(made, madeThen)
  assert.deepEqual(failures, [])
  server.close()
  server.closeAllConnections()
})
