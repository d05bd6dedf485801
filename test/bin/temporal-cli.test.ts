import assert from 'node:assert/strict'
import { once } from 'node:events'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { isReachable } from '../../bin/stack/reachable.ts'
import { cachedTemporalCli, findTemporalCli, NO_TEMPORAL } from '../../bin/stack/temporal-cli.ts'
import { buildTemporalCli } from '../../bin/stack/temporal-cli-build.ts'
import { testFolder } from '../support/folder.ts'

const folder = testFolder()
const before = { cache: process.env.XDG_CACHE_HOME, path: process.env.PATH }
let count = 0

beforeEach(() => {
  count += 1
  process.env.XDG_CACHE_HOME = join(folder, `cache-${count}`)
})

afterEach(() => {
  if (before.cache === undefined) delete process.env.XDG_CACHE_HOME
  else process.env.XDG_CACHE_HOME = before.cache
  process.env.PATH = before.path
})

function writeProgram(path: string, script: string): string {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `#!/bin/sh\n${script}\n`)
  chmodSync(path, 0o755)
  return path
}

const CLI = 'echo "temporal version 1.5.1"'

/** Asks for the CLI, and keeps what was told meanwhile. */
async function find(
  sources: Parameters<typeof findTemporalCli>[1],
): Promise<{ program: string; told: string[] }> {
  const told: string[] = []
  const bringing = { tell: (words: string) => told.push(words), stopped: new AbortController().signal }
  return { program: await findTemporalCli(bringing, sources), told }
}

const brings = async (target: string): Promise<void> => {
  writeProgram(target, CLI)
}
const fails = async (): Promise<void> => {
  throw new Error('no way from here')
}

describe('the way to a Temporal CLI', () => {
  test('one that is there is taken, and nothing is brought', async () => {
    const program = writeProgram(join(folder, 'there', 'temporal'), CLI)
    assert.deepEqual(await find({ existing: [program], bring: [fails] }), { program, told: [] })
  })

  test('another program of that name is not taken for it', async () => {
    const stranger = writeProgram(join(folder, 'stranger', 'temporal'), 'echo "temporal, a calendar 3.0"')
    const { program } = await find({ existing: [stranger, '/nowhere/temporal'], bring: [brings] })
    assert.equal(program, cachedTemporalCli())
  })

  test('where one way fails the next is tried, and that is told', async () => {
    const { program, told } = await find({ existing: [], bring: [fails, brings] })
    assert.equal(program, cachedTemporalCli())
    assert.deepEqual(told, ['no way from here'])
  })

  test('what was brought but does not run does not count', async () => {
    const brokenBring = async (target: string): Promise<void> => {
      writeProgram(target, 'exit 1')
    }
    await assert.rejects(find({ existing: [], bring: [brokenBring] }), { message: NO_TEMPORAL })
  })

  test('where no way works, one line says what to install', async () => {
    await assert.rejects(find({ existing: [], bring: [fails, fails] }), { message: NO_TEMPORAL })
    assert.equal(NO_TEMPORAL.split('\n').length, 1)
  })
})

describe('the build by Go', () => {
  /** A Go that writes down how it was called and leaves a program. */
  function pretendGo(script: string): void {
    const bin = join(folder, `go-${count}`)
    writeProgram(join(bin, 'go'), script)
    process.env.PATH = `${bin}:${before.path}`
  }

  test('it builds the version that can be built, into the cache', async () => {
    pretendGo(
      `echo "$@" > ${folder}/go-call; printf '#!/bin/sh\\n${CLI}\\n' > $GOBIN/temporal; chmod +x $GOBIN/temporal`,
    )
    const { program, told } = await find({ existing: [], bring: [buildTemporalCli] })
    assert.equal(program, cachedTemporalCli())
    assert.equal(
      readFileSync(join(folder, 'go-call'), 'utf8'),
      'install github.com/temporalio/cli/cmd/temporal@v1.5.1\n',
    )
    assert.deepEqual(told, ['building Temporal with Go: about five minutes, once (0:00)'])
  })

  test('a build that fails says why', async () => {
    pretendGo('echo "no space left" >&2; exit 2')
    const told: string[] = []
    const bringing = { tell: (words: string) => told.push(words), stopped: new AbortController().signal }
    mkdirSync(dirname(cachedTemporalCli()), { recursive: true })
    await assert.rejects(buildTemporalCli(cachedTemporalCli(), bringing), /no space left/)
  })

  test('a build nobody waits for any longer is ended', async () => {
    pretendGo('exec sleep 60')
    const stopping = new AbortController()
    mkdirSync(dirname(cachedTemporalCli()), { recursive: true })
    const build = buildTemporalCli(cachedTemporalCli(), { tell: () => undefined, stopped: stopping.signal })
    stopping.abort()
    await assert.rejects(build)
  })
})

describe('whether downloads can be reached', () => {
  test('a server that takes the call and says nothing is given up soon', async () => {
    const silent = createServer().listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const address = silent.address()
    assert.ok(typeof address === 'object' && address !== null)
    const since = Date.now()
    assert.equal(await isReachable(`http://127.0.0.1:${address.port}/`, 200), false)
    assert.ok(Date.now() - since < 2_000)
    silent.close()
  })

  test('a refused call is no', async () => {
    assert.equal(await isReachable('http://127.0.0.1:1/', 1_000), false)
  })
})
