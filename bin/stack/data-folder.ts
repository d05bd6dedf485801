import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

/** Where the embedded parts keep what they own. */
export interface DataFolder {
  root: string
  logs: string
  postgres: string
  temporalFile: string
  sandboxFile: string
  readyFile: string
  pidsFile: string
  portsFile: string
  secretsFile: string
  environmentFile: string
  lockFile: string
}

/** Names the files of a data folder. Touches nothing. */
export function dataFolder(root: string): DataFolder {
  return {
    root,
    logs: join(root, 'logs'),
    postgres: join(root, 'postgres'),
    temporalFile: join(root, 'temporal.sqlite'),
    sandboxFile: join(root, 'sandbox.sqlite'),
    readyFile: join(root, 'ready.json'),
    pidsFile: join(root, 'pids.json'),
    portsFile: join(root, 'ports.json'),
    secretsFile: join(root, 'secrets.json'),
    environmentFile: join(root, 'environment.json'),
    lockFile: join(root, 'lock.sqlite'),
  }
}

/** Names the files of a data folder and makes the folder itself. */
export function openDataFolder(root: string): DataFolder {
  const folder = dataFolder(root)
  mkdirSync(folder.logs, { recursive: true, mode: 0o711 })
  return folder
}
