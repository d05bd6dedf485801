import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'

/** A new folder for the tests of a file or group, gone after them. */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'certloom-test-'))
  after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }))
  return folder
}
