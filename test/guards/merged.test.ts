import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { PROJECT } from './imports.ts'

/** What a merge leaves where two sides differ: no compiler reads views, styles, texts or documents. */
const MARK = /^(?:<{7}|\|{7}|>{7}) /m
const FOREIGN = ['node_modules', '.git']

test('no file holds the marks of an unfinished merge', () => {
  const files = globSync('**/*.{hbs,css,md,json,sql,svg,ts,js,mjs,yaml,yml}', {
    cwd: PROJECT,
    exclude: (path) => FOREIGN.includes(path),
  })
  assert.ok(files.some((file) => file.endsWith('.hbs')))
  const marked = files.filter((file) => MARK.test(readFileSync(join(PROJECT, file), 'utf8')))
  assert.deepEqual(marked, [])
})
