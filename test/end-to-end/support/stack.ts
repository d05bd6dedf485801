import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ReadyInfo } from '../../../bin/stack/ready-info.ts'
import { temporaryFolder } from '../../support/background-process.ts'
import { until } from './until.ts'

const PROJECT = join(import.meta.dirname, '../../..')
const START_TIMEOUT_MS = 90_000
const STOP_TIMEOUT_MS = 40_000

/** Certloom as a newcomer starts it: the command, its parts, its data folder. */
export interface LiveStack {
  folder: string
  /** As `ready.json` stands now; process ids change when a part is started again. */
  ready(): ReadyInfo
  output(): string
  stop(): Promise<void>
}

/** Starts the whole stack with `certloom start` on free ports. Give a folder to start again where another one ended. */
export async function startStack(
  options: { folder?: string; environment?: Record<string, string> } = {},
): Promise<LiveStack> {
  const folder = options.folder ?? join(temporaryFolder('stack'), 'data')
  const readyFile = join(folder, 'ready.json')
  const child = spawn(process.execPath, [join(PROJECT, 'bin/certloom.ts'), 'start'], {
    cwd: PROJECT,
    env: { ...process.env, NODE_TEST_CONTEXT: '', CERTLOOM_DATA: folder, PORT: '0', ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lines: string[] = []
  child.stdout.on('data', (chunk: Buffer) => lines.push(chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => lines.push(chunk.toString()))
  const output = () => lines.join('')
  await until(
    'the stack is ready',
    () => {
      if (child.exitCode !== null)
        throw new Error(`start ended with ${child.exitCode}: ${output()}\n${logs(folder)}`)
      return output().includes('Certloom is ready') && existsSync(readyFile)
    },
    { timeoutMs: START_TIMEOUT_MS },
  )
  return {
    folder,
    ready: () => JSON.parse(readFileSync(readyFile, 'utf8')) as ReadyInfo,
    output,
    stop: () => stop(child),
  }
}

/** The last words of every part, for whoever reads a failure. */
export function logs(folder: string): string {
  const files = ['web', 'worker', 'sandbox'].map((part) => join(folder, 'logs', `${part}.log`))
  return files.map((file) => (existsSync(file) ? readFileSync(file, 'utf8').slice(-2_000) : '')).join('\n')
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill('SIGTERM')
  const force = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
  await ended
  clearTimeout(force)
}
