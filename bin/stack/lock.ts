import { DatabaseSync } from 'node:sqlite'

export interface Lock {
  release(): void
}

/**
 * Takes the one lock on a data folder, or gives null where another process holds it. It is the operating system's lock
 * on an SQLite file: it ends with its process, however that ends, so a crash leaves nothing to clean up.
 */
export function takeLock(path: string): Lock | null {
  const database = new DatabaseSync(path, { timeout: 0 })
  try {
    database.exec('BEGIN EXCLUSIVE')
    return { release: () => database.close() }
  } catch (error) {
    database.close()
    if (error instanceof Error && error.message.includes('locked')) return null
    throw error
  }
}
