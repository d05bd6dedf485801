import { z } from 'zod'
import { type Environment, loadSettings, readEnvironment } from '../../platform/settings.ts'
import { dataFolder } from './data-folder.ts'
import { OwnedProcesses } from './owned-processes.ts'
import { readJson } from './private-json.ts'
import { isAlive } from './process-identity.ts'

/**
 * The environment of a command that is run beside a stack: what is given, completed by what the stack that runs in the
 * same data folder has brought along.
 */
export function environmentOfCommands(given: Environment = readEnvironment()): Environment {
  const folder = dataFolder(loadSettings(given).dataFolder)
  const start = new OwnedProcesses(folder.pidsFile).get('start')
  if (start === null || !isAlive(start)) return given
  const brought = z.record(z.string(), z.string()).safeParse(readJson(folder.environmentFile))
  if (!brought.success) return given
  const missing = Object.entries(brought.data).filter(([name]) => !given[name]?.trim())
  return { ...given, ...Object.fromEntries(missing) }
}
