import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { behaviourSchema } from '../../sandbox/core/behaviour.ts'
import { FAULT_KINDS } from '../../sandbox/hostility/fault-kinds.ts'

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/unfriendly-sandbox.md'), 'utf8')

/** The names in the first column of the page's tables. */
function documented(): string[] {
  const cells = [...PAGE.matchAll(/^\| ([^|]*`[^|]*)\|/gm)].map(([, cell = '']) => cell)
  return cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name))
}

describe('the page about the unfriendly sandbox', () => {
  test('names every fault and every switch, and no other', () => {
    const known = [...FAULT_KINDS, ...Object.keys(behaviourSchema.shape)]
    assert.deepEqual(documented().sort(), known.sort())
  })
})
