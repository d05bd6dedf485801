import { z } from 'zod'
import { loadSettings } from '../../platform/settings.ts'
import {
  askCa,
  askDns,
  askMail,
  askPostgres,
  askTemporal,
  askWeb,
  type CheckResult,
  check,
} from '../stack/checks.ts'
import { dataFolder } from '../stack/data-folder.ts'
import { readJson } from '../stack/private-json.ts'
import { environmentOfCommands } from '../stack/running-stack.ts'
import { shownSettings } from '../stack/shown-settings.ts'

const readySchema = z.object({ sandbox: z.object({ soap: z.string() }) })

function given<Value>(value: Value | null, name: string): Value {
  if (value === null) throw new Error(`not given by ${name}, and no \`certloom start\` runs here`)
  return value
}

/** Asks every part at once whether it answers. */
async function runChecks(): Promise<CheckResult[]> {
  const environment = environmentOfCommands()
  const settings = loadSettings(environment)
  const ready = readySchema.safeParse(readJson(dataFolder(settings.dataFolder).readyFile))
  const caUrl = settings.certum?.url ?? (ready.success ? ready.data.sandbox.soap : null)
  const { databaseUrl, temporal, smtpUrl, publicUrl, dns } = settings
  return Promise.all([
    check('PostgreSQL', () => askPostgres(given(databaseUrl, 'DATABASE_URL'))),
    check('Temporal', () => {
      given(temporal.address, 'TEMPORAL_ADDRESS')
      return askTemporal(environment, temporal.namespace)
    }),
    check('CA', () => askCa(given(caUrl, 'CERTUM_URL'))),
    check('mail', () => askMail(given(smtpUrl, 'SMTP_URL'))),
    check('DNS', () => askDns(dns)),
    check('web', () => askWeb(given(publicUrl, 'CERTLOOM_PUBLIC_URL'))),
  ])
}

/**
 * `certloom doctor`: prints the settings in force, then what is reachable and what is not.
 * @returns the exit code: 1 where something does not answer
 */
export async function doctor(): Promise<number> {
  console.log(shownSettings(environmentOfCommands()).join('\n'))
  console.log('')
  const results = await runChecks()
  for (const { part, ok, words } of results)
    console.log(`${ok ? 'ok  ' : 'FAIL'}  ${part.padEnd(11)} ${words}`)
  return results.every(({ ok }) => ok) ? 0 : 1
}
