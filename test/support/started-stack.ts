import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { signal } from '../../bin/stack/process-identity.ts'
import type { ReadyInfo } from '../../bin/stack/ready-info.ts'
import { untilAnswer } from '../../bin/stack/wait.ts'
import { atExit } from './at-exit.ts'
import { temporaryFolder } from './background-process.ts'

const COMMAND = join(import.meta.dirname, '../../bin/certloom.ts')
const READY_WITHIN_MS = 90_000

/** A whole `certloom start`, in a process of its own. */
export interface StartedStack {
  process: ChildProcess
  data: string
  /** Everything it has written so far. */
  output(): string
  /** `ready.json` as it stands now. */
  ready(): ReadyInfo
  /** Resolves with the exit code, or the name of the signal that ended it. */
  ended: Promise<number | string>
  /** Asks it to stop and waits for its end. */
  stop(): Promise<number | string>
}

/** The environment of a start that owes nothing to the caller's own settings. */
function cleanEnvironment(data: string, extra: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { PATH, HOME, XDG_CACHE_HOME, NODE_COMPILE_CACHE } = process.env
  return { PATH, HOME, XDG_CACHE_HOME, NODE_COMPILE_CACHE, CERTLOOM_DATA: data, PORT: '0', ...extra }
}

/** A private folder for a stack's data: PostgreSQL has to get through it too. */
export function stackFolder(): string {
  const folder = join(temporaryFolder('stack'), 'data')
  mkdirSync(folder)
  return folder
}

function readReady(data: string): ReadyInfo {
  return JSON.parse(readFileSync(join(data, 'ready.json'), 'utf8'))
}

/** Runs `certloom start` without waiting for it to be ready. */
export function spawnStack(data: string, environment: NodeJS.ProcessEnv = {}): StartedStack {
  const child = spawn(process.execPath, [COMMAND, 'start'], {
    env: cleanEnvironment(data, environment),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let written = ''
  const keep = (chunk: Buffer): void => {
    written += chunk.toString('utf8')
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  endWithUs(child, data)
  const ended = once(child, 'close').then(([code, killedBy]) => code ?? killedBy)
  return {
    process: child,
    data,
    output: () => written,
    ready: () => readReady(data),
    ended,
    stop: () => {
      child.kill('SIGTERM')
      return ended
    },
  }
}

/** Whatever a failed test leaves is ended with the test's own process. */
function endWithUs(child: ChildProcess, data: string): void {
  atExit(() => {
    const file = join(data, 'pids.json')
    if (child.exitCode === null) child.kill('SIGKILL')
    const pids = existsSync(file) ? Object.values(JSON.parse(readFileSync(file, 'utf8'))) : []
    for (const part of pids)
      if (typeof part === 'object' && part !== null && 'pid' in part) signal(Number(part.pid), 'SIGKILL')
  })
}

/** Runs `certloom start` and waits until it is ready. */
export async function startStack(data: string, environment: NodeJS.ProcessEnv = {}): Promise<StartedStack> {
  const stack = spawnStack(data, environment)
  await untilReady(stack)
  return stack
}

/** Resolves once the stack has said that it is ready; fails at once where it ends instead. */
export async function untilReady(stack: StartedStack): Promise<void> {
  const over = new AbortController()
  const isReady = untilAnswer(
    async () => {
      if (!stack.output().includes('Certloom is ready')) throw new Error(`not ready: ${stack.output()}`)
    },
    { timeoutMs: READY_WITHIN_MS, stopped: over.signal },
  )
  const isOver = stack.ended.then((how) => {
    throw new Error(`certloom start ended (${how}): ${stack.output()}`)
  })
  try {
    await Promise.race([isReady, isOver])
  } finally {
    over.abort()
    isReady.catch(() => undefined)
    isOver.catch(() => undefined)
  }
}
