import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createLogger } from '../../platform/logger.ts'

/** What a logger writes for one call, parsed. */
function written(fields: object, message = 'x'): Record<string, unknown> {
  let line = ''
  const logger = createLogger({ level: 'info', part: 'test' }, { write: (text) => (line += text) })
  logger.info(fields, message)
  return JSON.parse(line)
}

describe('the logger', () => {
  test('a line names part, time and message', () => {
    const line = written({ orderId: 'abc' }, 'done')
    assert.equal(line.part, 'test')
    assert.equal(line.msg, 'done')
    assert.equal(line.orderId, 'abc')
    assert.match(String(line.time), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
  })

  for (const field of [
    'password',
    'token',
    'secret',
    'authorization',
    'cookie',
    'apiKey',
    'csr',
    'set-cookie',
  ])
    test(`${field} is cut out down to the third level`, () => {
      const planted = 'planted-value'
      const line = JSON.stringify(
        written({ [field]: planted, a: { [field]: planted }, b: { c: { [field]: planted } } }),
      )
      assert.ok(!line.includes(planted), line)
      assert.ok(line.includes('[hidden]'))
    })

  test('lines below the level are not written', () => {
    let lines = 0
    const logger = createLogger({ level: 'warn', part: 'test' }, { write: () => (lines += 1) })
    logger.info('unheard')
    logger.warn('heard')
    assert.equal(lines, 1)
  })
})
