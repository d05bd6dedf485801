import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where downloaded and built programs are kept, outside of every clone: `$XDG_CACHE_HOME/certloom`. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  return join(environment.XDG_CACHE_HOME || join(homedir(), '.cache'), 'certloom')
}
