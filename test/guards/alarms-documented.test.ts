import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { ALARM_KINDS } from '../../domain/alarms.ts'
import { PROJECT } from './imports.ts'

test('docs/alarms.md has every alarm there is, in the order of the code', () => {
  const page = readFileSync(join(PROJECT, 'docs/alarms.md'), 'utf8')
  const kinds = [...page.matchAll(/^\| `([a-z-]+)`/gm)].map(([, kind]) => kind)
  assert.deepEqual(kinds, [...ALARM_KINDS])
})
