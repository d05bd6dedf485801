import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'

const PROJECT = join(import.meta.dirname, '../..')

test('an asynchronous validator does not compile', () => {
  const { status, stdout } = spawnSync(
    join(PROJECT, 'node_modules/.bin/tsc'),
    ['-p', join(import.meta.dirname, 'must-not-compile')],
    { encoding: 'utf8', cwd: PROJECT },
  )
  assert.notEqual(status, 0)
  const errors = stdout.split('\n').filter((line) => line.includes('error TS'))
  assert.equal(errors.length, 1, stdout)
  assert.match(errors[0] ?? '', /async-validator\.ts\(5,3\).*Promise/)
})
