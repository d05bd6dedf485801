import { rmSync } from 'node:fs'
import { Listr, type ListrTask } from 'listr2'
import { loadSettings, readEnvironment } from '../../platform/settings.ts'
import { type DataFolder, openDataFolder } from '../stack/data-folder.ts'
import { takeLock } from '../stack/lock.ts'
import { OwnedProcesses } from '../stack/owned-processes.ts'
import type { PartName } from '../stack/part-names.ts'
import { readyBlock } from '../stack/ready-info.ts'
import { Stack } from '../stack/stack.ts'
import { untilStopSignal } from '../stack/stop-signal.ts'

function steps(stack: Stack): ListrTask[] {
  const brings = (name: PartName): boolean => stack.brings.includes(name)
  const parts: ListrTask[] = [
    { title: 'PostgreSQL', enabled: brings('postgres'), task: () => stack.startPostgres() },
    {
      title: 'Temporal',
      enabled: brings('temporal'),
      task: (_context, task) =>
        stack.startTemporal((words) => {
          task.output = words
        }),
      rendererOptions: { bottomBar: false },
    },
    { title: 'Certum sandbox', enabled: brings('sandbox'), task: () => stack.startSandbox() },
  ]
  const services: ListrTask[] = [
    { title: 'worker', task: () => stack.startService('worker') },
    { title: 'web', task: () => stack.startService('web') },
  ]
  return [
    {
      title: 'Ports and leftovers',
      task: async (_context, task) => {
        const left = await stack.prepare()
        if (left.length > 0) task.title = `Stopped what an earlier start had left: ${left.join(', ')}`
      },
    },
    { title: 'Parts', task: (_context, task) => task.newListr(parts, { concurrent: true }) },
    { title: 'Schema and first records', task: () => stack.prepareRecords() },
    { title: 'Certloom', task: (_context, task) => task.newListr(services, { concurrent: true }) },
  ]
}

async function bringUp(stack: Stack): Promise<void> {
  const list = new Listr(steps(stack), {
    registerSignalListeners: false,
    rendererOptions: { collapseSubtasks: false },
    fallbackRenderer: 'simple',
  })
  await list.run()
}

function sayAlreadyRunning(folder: DataFolder): void {
  const holder = new OwnedProcesses(folder.pidsFile).get('start')
  const who = holder === null ? '' : ` (process ${holder.pid})`
  console.error(
    `Certloom already runs in ${folder.root}${who}: stop it first, or give this one its own CERTLOOM_DATA`,
  )
}

const EXIT_CODE = { up: 0, failed: 1, stopped: 130 } as const

/** Runs the stack until it is asked to stop. What fails on the way up was said by the list of steps. */
async function runStack(stack: Stack, folder: DataFolder): Promise<number> {
  const stop = untilStopSignal(() => stack.kill())
  const up = bringUp(stack).then(
    () => 'up' as const,
    () => 'failed' as const,
  )
  const how = await Promise.race([up, stop])
  if (how === 'up') {
    console.log(`\n${readyBlock(stack.declareReady())}\n`)
    await stop
  }
  rmSync(folder.readyFile, { force: true })
  console.log('Stopping…')
  await stack.stop()
  console.log('Stopped. The next start finds everything again.')
  return EXIT_CODE[how]
}

/**
 * `certloom start`: brings up everything that no setting gives, and keeps it running.
 * @returns the exit code
 */
export async function start(): Promise<number> {
  const environment = readEnvironment()
  const settings = loadSettings(environment)
  const folder = openDataFolder(settings.dataFolder)
  const lock = takeLock(folder.lockFile)
  if (lock === null) {
    sayAlreadyRunning(folder)
    return 1
  }
  rmSync(folder.readyFile, { force: true })
  const stack = new Stack(folder, environment, settings, (line) => console.log(line))
  try {
    return await runStack(stack, folder)
  } finally {
    lock.release()
  }
}
