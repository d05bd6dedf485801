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

  test('an error is written with type, code, message and stack, and nothing else of it', () => {
    const error = Object.assign(new RangeError('too far'), {
      code: 'E_FAR',
      body: 'planted',
      detail: 'planted',
    })
    const { err } = written({ err: error })
    assert.deepEqual(
      { ...Object(err), stack: '' },
      { type: 'RangeError', code: 'E_FAR', message: 'too far', stack: '' },
    )
    assert.match(String(Object(err).stack), /logger\.test\.ts/)
  })

  test('an error of PostgreSQL, wrapped or not, shows its code and place and quotes no row', () => {
    const quoted = 'invalid input syntax: "Kowalska"\n    at Kowalska'
    const ofDatabase = Object.assign(new Error(quoted), {
      severity: 'ERROR',
      code: '22P02',
      detail: 'Key (email)=(Kowalska) exists',
      where: 'unnamed portal parameter $1 = Kowalska',
    })
    for (const error of [ofDatabase, new Error(`insert: ${quoted}`, { cause: ofDatabase })]) {
      const line = written({ err: error })
      assert.ok(!JSON.stringify(line).includes('Kowalska'), JSON.stringify(line))
      assert.match(String(Object(line.err).stack), /logger\.test\.ts/)
    }
    assert.equal(Object(written({ err: ofDatabase }).err).code, '22P02')
  })

  test('what was thrown without being an error is named by its kind', () => {
    assert.deepEqual(written({ err: { name: 'Kowalska' } }).err, { type: 'object' })
    assert.equal(written({ err: 'gone' }).err, 'gone')
  })
})
