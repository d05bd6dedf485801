import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { boundaryProblems, importRings } from './boundaries.ts'
import { type Import, importsOf, projectFiles } from './imports.ts'

function problemsOf(path: string, text: string): string[] {
  return boundaryProblems(importsOf({ path, text }))
}

describe('boundaries between folders', () => {
  const imports = projectFiles().flatMap(importsOf)

  test('the scanner sees the project', () => {
    assert.ok(imports.length > 500, `only ${imports.length} imports found`)
    assert.ok(imports.some(({ from, to }) => from === 'bin/commands/start.ts' && to === 'bin/stack/stack.ts'))
  })

  test('no import crosses a boundary', () => {
    assert.deepEqual(boundaryProblems(imports), [])
  })

  test('no files import each other in a ring', () => {
    assert.deepEqual(importRings(imports), [])
  })
})

describe('what the boundary guard catches', () => {
  const FORBIDDEN: readonly [string, string][] = [
    ['domain/a.ts', "import { z } from 'zod'"],
    ['domain/a.ts', "import { b } from '../store/b.ts'"],
    ['domain/a.ts', "import type { Clock } from '../platform/clock.ts'"],
    ['pki/a.ts', "import { readFileSync } from 'node:fs'"],
    ['workflows/a.ts', "import { b } from '../activities/b.ts'"],
    ['workflows/a.ts', "import {\n  c,\n  type D,\n} from '../activities/b.ts'"],
    ['workflows/a.ts', "import { z } from 'zod'"],
    ['web/a.ts', "import { b } from '../store/b.ts'"],
    ['web/a.ts', "import { b } from '../api/routes/b.ts'"],
    ['api/a.ts', "import { b } from '../workflows/certificate-order/b.ts'"],
    ['api/a.ts', "export { b } from '../sandbox/b.ts'"],
    ['store/a.ts', "import '../api/b.ts'"],
    ['loops/a.ts', "const b = await import('../web/b.ts')"],
    ['sandbox/a.ts', "import { b } from '../domain/b.ts'"],
    ['store/a.ts', "type B = import('../activities/b.ts').B"],
  ]
  for (const [path, text] of FORBIDDEN)
    test(`${path} with ${text.replaceAll('\n', ' ')}`, () => {
      assert.equal(problemsOf(path, text).length, 1)
    })

  const ALLOWED: readonly [string, string][] = [
    ['domain/a.ts', "import { b } from './b.ts'"],
    ['workflows/a.ts', "import type { B } from '../activities/b.ts'"],
    ['workflows/a.ts', "import { type B, type C } from '../activities/b.ts'"],
    ['workflows/a.ts', "import { sleep } from '@temporalio/workflow'"],
    ['web/a.ts', "import { b } from '../api/services/b.ts'"],
    ['api/a.ts', "import { b } from '../workflows/contract.ts'"],
    ['bin/a.ts', "import { b } from '../sandbox/b.ts'"],
    ['domain/a.ts', "// import { z } from 'zod'"],
    ['domain/a.ts', "/*\nimport { z } from 'zod'\n*/"],
  ]
  for (const [path, text] of ALLOWED)
    test(`it lets ${path} have ${text.replaceAll('\n', ' ')}`, () => {
      assert.deepEqual(problemsOf(path, text), [])
    })

  const edge = (from: string, to: string, isTypeOnly = false): Import => ({
    from,
    to,
    isTypeOnly,
    isPackage: false,
  })

  test('a ring is told as the way around it', () => {
    const rings = importRings([edge('a', 'b'), edge('b', 'c'), edge('c', 'b'), edge('c', 'd')])
    assert.deepEqual(rings, ['b → c → b'])
  })

  test('types may go round, as they are gone when the program runs', () => {
    assert.deepEqual(importRings([edge('a', 'b'), edge('b', 'a', true)]), [])
  })
})
