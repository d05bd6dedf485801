import assert from 'node:assert/strict'
import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { delimiter, join } from 'node:path'
import { describe, test } from 'node:test'
import { testFolder } from '../support/folder.ts'

const folder = testFolder()
const BOOTSTRAP = join(import.meta.dirname, '../../bin/bootstrap.mjs')
const LOCK = { packages: { '': {}, 'node_modules/a': { version: '1.0.0' } } }

/** Writes a program that a shell runs. */
function writeProgram(path: string, script: string): void {
  writeFileSync(path, `#!/bin/sh\n${script}\n`)
  chmodSync(path, 0o755)
}

interface Clone {
  root: string
  /** Runs the bootstrap, as `node bin/bootstrap.mjs …` does. */
  run(args?: readonly string[]): SpawnSyncReturns<string>
  environment: NodeJS.ProcessEnv
  installs(): number
}

/** The Node that comes with the packages: this one, by a script, so that it is another program than this one. */
function installScript(root: string): string {
  const node = `${root}/node_modules/node/bin/node`
  return [
    `echo "$@" >> ${root}/npm-calls`,
    `mkdir -p ${root}/node_modules/node/bin`,
    `printf '#!/bin/sh\\nexec ${process.execPath} "$@"\\n' > ${node}`,
    `chmod +x ${node}`,
    `cp ${root}/package-lock.json ${root}/node_modules/.package-lock.json`,
  ].join('\n')
}

/** A clone with a command of one file, in which nothing is installed; its npm only pretends. */
function clone(name: string, command: string): Clone {
  const root = join(folder, name)
  mkdirSync(join(root, 'bin'), { recursive: true })
  mkdirSync(join(root, 'path'))
  copyFileSync(BOOTSTRAP, join(root, 'bin', 'bootstrap.mjs'))
  writeFileSync(join(root, 'bin', 'certloom.ts'), command)
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify(LOCK))
  writeProgram(join(root, 'path', 'npm'), installScript(root))
  const environment = {
    ...process.env,
    PATH: `${join(root, 'path')}${delimiter}${process.env.PATH}`,
    npm_execpath: '',
  }
  return {
    root,
    environment,
    run: (args = []) =>
      spawnSync(process.execPath, [join(root, 'bin', 'bootstrap.mjs'), ...args], {
        encoding: 'utf8',
        env: environment,
      }),
    installs: () =>
      existsSync(join(root, 'npm-calls'))
        ? readFileSync(join(root, 'npm-calls'), 'utf8').trim().split('\n').length
        : 0,
  }
}

const ECHO =
  'const words: string[] = process.argv.slice(2); console.log(words.join(" ")); process.exit(words.length)'

describe('the bootstrap', () => {
  test('a fresh clone is installed, then the command is run', () => {
    const { run, installs, root } = clone('fresh', ECHO)
    const { stdout, stderr, status } = run(['start', '--now'])
    assert.equal(stdout, 'start --now\n')
    assert.equal(status, 2)
    assert.match(stderr, /installs its packages/)
    assert.equal(installs(), 1)
    assert.match(readFileSync(join(root, 'npm-calls'), 'utf8'), /^install --no-save --include=dev/)
  })

  test('what is installed is not installed again', () => {
    const { run, installs } = clone('installed', ECHO)
    run()
    const { stderr } = run(['x'])
    assert.equal(installs(), 1)
    assert.equal(stderr, '')
  })

  test('a newer lock file that names the same packages needs no install', () => {
    const { run, installs, root } = clone('touched', ECHO)
    run()
    utimesSync(join(root, 'package-lock.json'), new Date(), new Date(Date.now() + 60_000))
    run()
    assert.equal(installs(), 1)
  })

  test('a newer lock file that names other packages is installed', () => {
    const { run, installs, root } = clone('changed', ECHO)
    run()
    const changed = { packages: { ...LOCK.packages, 'node_modules/b': { version: '2.0.0' } } }
    writeFileSync(join(root, 'package-lock.json'), JSON.stringify(changed))
    utimesSync(join(root, 'package-lock.json'), new Date(), new Date(Date.now() + 60_000))
    run()
    assert.equal(installs(), 2)
  })

  test('an install that fails is said in one line, and nothing is run', () => {
    const { run, root } = clone('no-install', ECHO)
    writeProgram(join(root, 'path', 'npm'), 'exit 1')
    const { status, stdout, stderr } = run()
    assert.equal(status, 1)
    assert.equal(stdout, '')
    assert.match(stderr, /^The packages could not be installed.*$/m)
  })

  test('signals reach the command, and the way it ends is passed back', async () => {
    const command = `process.on('SIGTERM', () => { console.log('asked'); process.exit(5) })
      console.log('up'); setInterval(() => {}, 1000)`
    const { root, environment, run } = clone('signals', 'process.exit(0)')
    run()
    writeFileSync(join(root, 'bin', 'certloom.ts'), command)
    const child = spawn(process.execPath, [join(root, 'bin', 'bootstrap.mjs')], {
      env: environment,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let said = ''
    child.stdout.on('data', (chunk) => {
      said += chunk
      if (said === 'up\n') child.kill('SIGTERM')
    })
    const [code] = await once(child, 'close')
    assert.equal(said, 'up\nasked\n')
    assert.equal(code, 5)
  })

  test('a command that is killed ends the bootstrap with the code of that signal', () => {
    const { run } = clone('killed', "process.kill(process.pid, 'SIGKILL'); setInterval(() => {}, 1000)")
    assert.equal(run().status, 137)
  })
})
