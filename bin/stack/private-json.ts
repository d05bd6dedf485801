import { readFileSync, renameSync, writeFileSync } from 'node:fs'

/** The file's JSON, or null where there is no readable one: a half-written file of a crash counts as none. */
export function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}

/** Writes JSON that only its owner may read, by rename: a reader sees the old file or the new one, never half of it. */
export function writePrivateJson(path: string, value: unknown): void {
  const draft = `${path}.${process.pid}.tmp`
  writeFileSync(draft, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 })
  renameSync(draft, path)
}
