#!/usr/bin/env node
// Runs on any Node >= 20: installs the packages where they are missing, and hands over to the Node that comes with them.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const project = dirname(dirname(fileURLToPath(import.meta.url)))
const modules = join(project, 'node_modules')
const bundledNode = join(modules, 'node', 'bin', 'node')
const command = join(project, 'bin', 'certloom.ts')
const neededMajor = 24

/** npm writes this file last, so it is there only after an install that went through. */
const installed = join(modules, '.package-lock.json')

function isInstalled() {
  if (!existsSync(installed)) return false
  return statSync(installed).mtimeMs >= statSync(join(project, 'package-lock.json')).mtimeMs || sameVersions()
}

/** A fresh checkout touches the lock file without changing it: what counts then is which packages it names. */
function sameVersions() {
  const read = (path) => JSON.parse(readFileSync(path, 'utf8')).packages ?? {}
  const have = read(installed)
  return Object.entries(read(join(project, 'package-lock.json'))).every(
    ([path, wanted]) => path === '' || wanted.optional || have[path]?.version === wanted.version,
  )
}

function run(program, args, options = {}) {
  const { status, signal, error } = spawnSync(program, args, { cwd: project, stdio: 'inherit', ...options })
  if (signal) process.exit(128 + (constants.signals[signal] ?? 0))
  return error === undefined && status === 0
}

function fail(line) {
  console.error(line)
  process.exit(1)
}

function install() {
  console.error('Certloom installs its packages, once (a minute or two)…')
  // Not `npm ci`: it refuses a lock file that leaves out the packages of other operating systems. `no-save` keeps to
  // the lock file and leaves it alone. `include=dev`, as test and check are part of a clone, whatever NODE_ENV says.
  const args = ['install', '--no-save', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']
  const npm = process.env.npm_execpath
  const done = npm?.endsWith('npm-cli.js') ? run(process.execPath, [npm, ...args]) : run('npm', args)
  if (!done) fail('The packages could not be installed: see the lines above, then try again.')
}

function works(node) {
  const { status, stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' })
  return status === 0 && Number(stdout.slice(1).split('.')[0]) >= neededMajor
}

/** The Node to go on with. npm may have been told not to run install scripts, which is how that one is fetched. */
function findNode() {
  if (works(bundledNode)) return bundledNode
  if (works(process.execPath)) return process.execPath
  console.error(`Certloom fetches Node ${neededMajor}…`)
  run(process.execPath, ['installArchSpecificPackage.js'], { cwd: join(modules, 'node') })
  if (works(bundledNode)) return bundledNode
  return fail(`Node ${neededMajor} could not be installed: install it from https://nodejs.org and try again.`)
}

/** Runs the command under another Node, passing on signals and the way it ended. */
function handOver(node) {
  const child = spawn(node, [command, ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'])
    process.on(signal, () => child.kill(signal))
  child.on('error', (error) => fail(`${node} cannot be run: ${error.message}`))
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)))
}

if (!isInstalled()) install()
const node = findNode()
if (existsSync(process.execPath) && realpathSync(node) === realpathSync(process.execPath)) {
  process.argv[1] = command
  await import(command)
} else {
  handOver(node)
}
