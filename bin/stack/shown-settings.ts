import { type Environment, rawSetting } from '../../platform/settings.ts'
import { presetText, SETTINGS, type SettingName } from '../../platform/settings-table.ts'

const NAMES = Object.keys(SETTINGS) as SettingName[]

/** A secret as it may be shown: a URL without its password, anything else not at all. */
function hidden(raw: string): string {
  if (!URL.canParse(raw)) return '(hidden)'
  const url = new URL(raw)
  if (url.password !== '') url.password = 'hidden'
  return url.href
}

/** The settings in force, one line each, secrets hidden. */
export function shownSettings(environment: Environment): string[] {
  const width = Math.max(...NAMES.map((name) => name.length)) + 2
  return NAMES.map((name) => {
    const raw = rawSetting(environment, name)
    const shown = raw === null ? `(${presetText(name)})` : 'secret' in SETTINGS[name] ? hidden(raw) : raw
    return `${name.padEnd(width)}${shown}`
  })
}
