import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { SETTINGS, type SettingName } from '../../platform/settings-table.ts'
import { PROJECT, projectFiles } from './imports.ts'

const NAMES = Object.keys(SETTINGS) as SettingName[]

/** The README's table of settings, without its head. */
function documentedRows(): string[] {
  const readme = readFileSync(join(PROJECT, 'README.md'), 'utf8')
  const rows = readme.split('\n').filter((line) => /^\| `[A-Z_]+` +\|/.test(line))
  // Columns may be aligned by blanks.
  return rows.map((row) => row.replaceAll(/ {2,}/g, ' '))
}

function expectedRow(name: SettingName): string {
  const row = SETTINGS[name]
  const preset = row.presetMeaning ?? `\`${row.preset}\``
  return `| \`${name}\` | ${preset} | ${row.meaning} |`
}

describe('settings', () => {
  test('the README has the table of settings, word for word', () => {
    assert.deepEqual(documentedRows(), NAMES.map(expectedRow))
  })

  test('nothing outside of platform/, bin/ and test/ reads the environment', () => {
    const readers = projectFiles()
      .filter(({ path }) => !/^(?:platform|bin|test|bench)\//.test(path))
      .filter(({ text }) => /\bprocess\.env\b/.test(text))
    assert.deepEqual(
      readers.map(({ path }) => path),
      [],
    )
  })

  test('docker-compose.yml sets only settings there are', () => {
    const compose = readFileSync(join(PROJECT, 'docker-compose.yml'), 'utf8')
    const ours = [...compose.matchAll(/\b(?:CERTLOOM|CERTUM|TEMPORAL)_[A-Z_]+\b(?=:|=)/g)].map(
      ([name]) => name,
    )
    assert.ok(ours.length > 0)
    assert.deepEqual(
      ours.filter((name) => !(name in SETTINGS)),
      [],
    )
  })
})
