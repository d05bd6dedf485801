import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Cookie, type SessionData } from 'express-session'
import { touchSeldom } from '../../web/seldom-touch.ts'

test('a session in use is written down every five minutes, each by itself', () => {
  const touched: string[] = []
  const store = {
    touch: (id: string, _session: SessionData, done?: () => void): void => {
      touched.push(id)
      done?.()
    },
  }
  const clock = { ms: 1_000_000 }
  touchSeldom(store, () => clock.ms)
  const session: SessionData = { cookie: new Cookie() }
  const answered: string[] = []
  const touch = (id: string): void => store.touch(id, session, () => answered.push(id))
  for (const id of ['a', 'a', 'b', 'a']) touch(id)
  assert.deepEqual(touched, ['a', 'b'])
  clock.ms += 5 * 60_000
  touch('a')
  assert.deepEqual(touched, ['a', 'b', 'a'])
  assert.equal(answered.length, 5, 'whoever asked is always answered')
})
