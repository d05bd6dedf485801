import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, test } from 'node:test'
import { testFolder } from './folder.ts'
import { filesByPhase, kindOf, PHASES, type Phase, selectFiles, testFiles } from './phases.ts'

const TEST = resolve(import.meta.dirname, '..')
const folder = testFolder()

describe('which tests are run', () => {
  test('every test file is in one phase', () => {
    const files = testFiles()
    assert.ok(files.length > 10)
    const ofPhases = filesByPhase(files).flatMap((phase) => phase.files)
    assert.deepEqual(ofPhases.toSorted(), files)
  })

  test('no folder is in two phases', () => {
    const kinds = PHASES.flatMap((phase) => phase.kinds)
    assert.equal(new Set(kinds).size, kinds.length)
  })

  test('a file in an unknown folder is an error, not a test that is never run', () => {
    assert.throws(() => filesByPhase([join(TEST, 'elsewhere', 'a.test.ts')]), /is in no phase/)
  })

  test('nothing named is everything, quick is the first phase, letters are parts of paths', () => {
    const files = [join(TEST, 'pki', 'csr.test.ts'), join(TEST, 'api', 'csr-inspect.test.ts')]
    assert.deepEqual(selectFiles(null, files), files)
    assert.deepEqual(selectFiles('quick', files).map(kindOf), ['pki'])
    assert.deepEqual(selectFiles('test/api', files).map(kindOf), ['api'])
    assert.deepEqual(selectFiles('csr', files), files)
    assert.deepEqual(selectFiles('nothing like it', files), [])
  })
})

/** Runs test files of these texts in one phase, in a process of its own, and gives what a person would see. */
function runFiles(name: string, ...texts: string[]): string {
  return runPhaseOf(name, {}, texts)
}

function runPhaseOf(name: string, settings: Partial<Phase>, texts: string[]): string {
  const files = texts.map((text, index) => {
    const file = join(folder, `${name}-${index}.test.ts`)
    writeFileSync(file, `import { describe, test } from 'node:test'\n${text}\n`)
    return file
  })
  const script = `
    const { runPhase } = await import(${JSON.stringify(join(TEST, 'support/run-phase.ts'))})
    const { Tally } = await import(${JSON.stringify(join(TEST, 'support/tally.ts'))})
    const tally = new Tally()
    const phase = { name: 'x', kinds: [], concurrency: 2, needs: [], ...${JSON.stringify(settings)} }
    await runPhase(phase, ${JSON.stringify(files)}, tally)
    console.log('counted', tally.passed, tally.failed)`
  const runner = join(folder, `${name}.mts`)
  writeFileSync(runner, script)
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  return spawnSync(process.execPath, [runner], { encoding: 'utf8', env }).stdout
}

describe('how tests are counted', () => {
  test('passes and failures, those inside groups once', () => {
    const said = runFiles(
      'mixed',
      "describe('g', () => { test('a', () => {}); test('b', () => { throw new Error('because') }) }); test('c', () => {})",
    )
    assert.match(said, /^counted 2 1$/m)
    assert.match(said, /FAIL .*mixed-0\.test\.ts\n +b\n +Error: because/)
  })

  test('a skipped test fails', () => {
    assert.match(
      runFiles('skipped', "const off = 'skip'; test('later', { [off]: true }, () => {})"),
      /^counted 0 1$/m,
    )
  })

  test('where a tool may lack, a test that says so is left out aloud', () => {
    const text =
      "const off = 'skip'; test('later', { [off]: 'no such tool' }, () => {}); test('now', () => {})"
    const said = runPhaseOf('lacking', { mayLackTools: true }, [text])
    assert.match(said, /NOT RUN +later: no such tool/)
    assert.match(said, /^counted 1 0$/m)
  })

  test('a file that cannot be loaded fails, with what it wrote', () => {
    const said = runFiles(
      'broken',
      "console.log('about to break'); throw new Error('at load')",
      "test('fine', () => {})",
    )
    assert.match(said, /^counted 1 1$/m)
    assert.match(said, /about to break/)
    assert.match(said, /at load/)
  })

  test('a hook that fails is a failure', () => {
    const said = runFiles(
      'hook',
      "import { before } from 'node:test'; describe('g', () => { before(() => { throw new Error('no') }); test('a', () => {}) })",
    )
    assert.match(said, /^counted 0 [12]$/m)
  })
})
