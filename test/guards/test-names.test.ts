import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { projectFiles } from './imports.ts'

/** The literal names of tests, and of groups, at the beginning of a line's statement. */
const NAMED =
  /^(?<indent>\s*)(?:await\s+)?(?<kind>test|it|describe)\(\s*(?<quote>['"`])(?<name>(?:\\.|(?!\k<quote>).)*)\k<quote>/gm

/** The names of a file's tests, each below those of the groups around it: by indentation, as Biome formats. */
function testNames(text: string): string[] {
  const around: { indent: number; name: string }[] = []
  const names: string[] = []
  for (const { groups } of text.matchAll(NAMED)) {
    const indent = groups?.indent?.replaceAll('\n', '').length ?? 0
    while ((around.at(-1)?.indent ?? -1) >= indent) around.pop()
    const full = [...around.map(({ name }) => name), groups?.name ?? ''].join(' › ')
    if (groups?.kind === 'describe') around.push({ indent, name: groups.name ?? '' })
    else names.push(full)
  }
  return names
}

function repeated(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))]
}

const files = projectFiles().filter(({ path }) => path.endsWith('.test.ts'))

describe('names and switches of tests', () => {
  test('no two tests of a file have the same name', () => {
    const problems = files.flatMap(({ path, text }) =>
      repeated(testNames(text)).map((name) => `${path}: ${name}`),
    )
    assert.deepEqual(problems, [])
  })

  test('no test is switched off or runs alone', () => {
    const switched = files.filter(({ text }) =>
      /^\s*(?:test|it|describe)\.(?:skip|only|todo)\(|^\s*t\.(?:skip|todo)\(|\{\s*(?:skip|only|todo):/m.test(
        text,
      ),
    )
    assert.deepEqual(
      switched.map(({ path }) => path),
      [],
    )
  })

  test('the guard sees groups, and a repeated name inside one', () => {
    const text =
      "describe('a', () => {\n  test('x', () => {})\n  test('x', () => {})\n})\ntest('x', () => {})\n"
    assert.deepEqual(testNames(text), ['a › x', 'a › x', 'x'])
    assert.deepEqual(repeated(testNames(text)), ['a › x'])
  })
})
