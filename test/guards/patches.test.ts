import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { PATCHES } from '../../workflows/patches.ts'

const WORKFLOWS = join(import.meta.dirname, '../../workflows')

function callsIn(text: string): { id: string; stage: 'patched' | 'deprecated' }[] {
  return [...text.matchAll(/\b(patched|deprecatePatch)\(\s*'([^']+)'/g)].map(([, call, id = '']) => ({
    id,
    stage: call === 'patched' ? ('patched' as const) : ('deprecated' as const),
  }))
}

describe('the registry of patches', () => {
  test('it lists exactly what the workflows call, at the same stage', () => {
    const calls = globSync('**/*.ts', { cwd: WORKFLOWS }).flatMap((file) =>
      callsIn(readFileSync(join(WORKFLOWS, file), 'utf8')),
    )
    const byId = (a: { id: string }, b: { id: string }) => a.id.localeCompare(b.id)
    assert.deepEqual(PATCHES.map(({ id, stage }) => ({ id, stage })).sort(byId), calls.sort(byId))
  })

  test('no id stands for two changes', () => {
    assert.equal(new Set(PATCHES.map(({ id }) => id)).size, PATCHES.length)
  })

  test('the scanner sees both kinds of calls', () => {
    const found = callsIn("if (patched('a-1')) {}\ndeprecatePatch(\n 'b-2')")
    assert.deepEqual(found, [
      { id: 'a-1', stage: 'patched' },
      { id: 'b-2', stage: 'deprecated' },
    ])
  })
})
