const tasks: (() => void)[] = []

function runTasks(): void {
  for (const task of tasks.splice(0).toReversed()) task()
}

/**
 * Runs `task` when this process ends, by itself or by Ctrl-C, last added first. It cannot wait for anything; it is for
 * ending what would be left behind, so that no test file has to remember it.
 */
export function atExit(task: () => void): void {
  if (tasks.length === 0) {
    process.once('exit', runTasks)
    process.once('SIGINT', () => process.exit(130))
    process.once('SIGTERM', () => process.exit(143))
  }
  tasks.push(task)
}

const NEVER = new Int32Array(new SharedArrayBuffer(4))

/** Waits without giving way to anything else: for the last moments of a process. */
export function waitBlocking(isOver: () => boolean, timeoutMs: number): void {
  const deadline = Date.now() + timeoutMs
  while (!isOver() && Date.now() < deadline) Atomics.wait(NEVER, 0, 0, 20)
}
