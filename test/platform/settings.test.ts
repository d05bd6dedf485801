import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import {
  loadMigrationSettings,
  loadServiceSettings,
  loadSettings,
  readEnvironment,
  SettingsError,
} from '../../platform/settings.ts'
import { SETTINGS, type SettingName } from '../../platform/settings-table.ts'

const SECRET = 's'.repeat(32)
const COMPLETE = {
  DATABASE_URL: 'postgresql://user:pw@db:5432/certloom',
  TEMPORAL_ADDRESS: 'temporal:7233',
  SMTP_URL: 'smtp://mail:25',
  CERTLOOM_SECRET: SECRET,
}
const NAMES = Object.keys(SETTINGS) as SettingName[]

function failure(env: Record<string, string>): SettingsError {
  try {
    loadSettings(env)
  } catch (error) {
    assert.ok(error instanceof SettingsError)
    return error
  }
  return assert.fail('the settings were taken')
}

describe('settings with nothing given', () => {
  const settings = loadSettings({})

  test('what can be brought along is open', () => {
    assert.equal(settings.databaseUrl, null)
    assert.equal(settings.temporal.address, null)
    assert.equal(settings.certum, null)
    assert.equal(settings.smtpUrl, null)
    assert.equal(settings.secret, null)
  })

  test('the rest has the documented presets', () => {
    assert.equal(settings.dataFolder, resolve(import.meta.dirname, '../../.certloom'))
    assert.equal(settings.host, '127.0.0.1')
    assert.equal(settings.port, 3000)
    assert.equal(settings.temporal.namespace, 'default')
    assert.equal(settings.certumTimeoutMs, 20_000)
    assert.equal(settings.certumCallsPerSecond, 10)
    assert.equal(settings.apiRequestsPerSecond, 200)
    assert.deepEqual(settings.alarms, { intervalMs: 30_000, settleMs: 120_000 })
    assert.equal(settings.trustProxy, false)
    assert.equal(settings.logLevel, 'info')
  })

  test('an empty variable counts as absent', () => {
    const empty = Object.fromEntries(NAMES.map((name) => [name, ' ']))
    assert.deepEqual(loadSettings(empty), settings)
  })
})

describe('settings that are read', () => {
  const cases: readonly [
    string,
    Record<string, string>,
    (settings: ReturnType<typeof loadSettings>) => unknown,
    unknown,
  ][] = [
    ['a number of proxies', { CERTLOOM_TRUST_PROXY: '2' }, (s) => s.trustProxy, 2],
    [
      'proxies by their addresses',
      { CERTLOOM_TRUST_PROXY: 'loopback, 10.0.0.0/8,fd00::1' },
      (s) => s.trustProxy,
      ['loopback', '10.0.0.0/8', 'fd00::1'],
    ],
    ['a DNS server', { CERTLOOM_DNS: '127.0.0.1:53' }, (s) => s.dns, { host: '127.0.0.1', port: 53 }],
    ['an IPv6 DNS server', { CERTLOOM_DNS: '[::1]:53' }, (s) => s.dns, { host: '::1', port: 53 }],
    [
      'a public URL without its last slash',
      { CERTLOOM_PUBLIC_URL: 'https://c.example/' },
      (s) => s.publicUrl,
      'https://c.example',
    ],
    [
      'previous secrets',
      { CERTLOOM_SECRET_PREVIOUS: `${SECRET}, ${'t'.repeat(40)}` },
      (s) => s.previousSecrets,
      [SECRET, 't'.repeat(40)],
    ],
    ['port 0', { PORT: '0' }, (s) => s.port, 0],
    [
      'a data folder from where the command is run',
      { CERTLOOM_DATA: 'x' },
      (s) => s.dataFolder,
      resolve('x'),
    ],
    [
      'an account at the CA',
      {
        CERTUM_URL: 'https://ca.example/x',
        CERTUM_USERNAME: 'u',
        CERTUM_PASSWORD: 'p',
        CERTUM_MODE: 'production',
      },
      (s) => s.certum,
      { url: 'https://ca.example/x', userName: 'u', password: 'p', mode: 'production' },
    ],
  ]
  for (const [title, env, read, expected] of cases)
    test(title, () => {
      assert.deepEqual(read(loadSettings(env)), expected)
    })
})

describe('settings that are refused', () => {
  const MALFORMED: readonly [SettingName, string][] = [
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '3000a'],
    ['HOST', 'a b'],
    ['CERTLOOM_PUBLIC_URL', 'certloom.example'],
    ['DATABASE_URL', 'mysql://x/y'],
    ['TEMPORAL_ADDRESS', 'localhost'],
    ['TEMPORAL_TLS', 'maybe'],
    ['CERTUM_URL', 'ftp://ca.example'],
    ['CERTUM_MODE', 'sandbox'],
    ['CERTUM_TIMEOUT_MS', '5'],
    ['CERTUM_CALLS_PER_SECOND', '0'],
    ['CERTUM_CALL_BURST', '0'],
    ['SMTP_URL', 'mail.example:25'],
    ['MAIL_FROM', 'Certloom'],
    ['MAIL_FROM', 'a@b.example\nBcc: c@d.example'],
    ['CERTLOOM_DNS', '1.1.1.1'],
    ['CERTLOOM_DNS', '1.1.1.1:0'],
    ['CERTLOOM_FILE_HOST', 'http://x:80'],
    ['CERTLOOM_SECRET', 'short'],
    ['CERTLOOM_SECRET_PREVIOUS', `${SECRET},short`],
    ['CERTLOOM_API_REQUESTS_PER_SECOND', 'many'],
    ['CERTLOOM_TRUST_PROXY', 'true'],
    ['CERTLOOM_TRUST_PROXY', '11'],
    ['CERTLOOM_TRUST_PROXY', '10.0.0.0/33'],
    ['CERTLOOM_TRUST_PROXY', '10.0.0.1,proxy.example'],
    ['LOG_LEVEL', 'loud'],
  ]
  for (const [name, value] of MALFORMED)
    test(`${name}=${JSON.stringify(value)}`, () => {
      const { setting, message } = failure({ [name]: value })
      assert.equal(setting, name)
      assert.ok(message.startsWith(`${name} must be ${SETTINGS[name].expected}`), message)
      assert.equal(message.split('\n').length, 1)
    })

  test('a CA without a user name', () => {
    assert.equal(
      failure({ CERTUM_URL: 'https://ca.example/x' }).message,
      'CERTUM_USERNAME is missing: it must be a user name',
    )
  })

  test('a secret that is refused is not repeated', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 3, maxLength: 31 }), (value) => {
        fc.pre(value.trim().length >= 3 && !SETTINGS.CERTLOOM_SECRET.expected.includes(value.trim()))
        const { message } = failure({ CERTLOOM_SECRET: value })
        assert.ok(!message.includes(JSON.stringify(value.trim())))
      }),
    )
  })

  test('no text for a port is both taken and no port', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.integer().map(String)), (value) => {
        fc.pre(value.trim() !== '')
        try {
          const { port } = loadSettings({ PORT: value })
          assert.ok(Number.isInteger(port) && port >= 0 && port <= 65_535)
        } catch (error) {
          assert.ok(error instanceof SettingsError)
        }
      }),
    )
  })
})

describe('settings of worker, web and migrate', () => {
  for (const name of Object.keys(COMPLETE) as (keyof typeof COMPLETE)[])
    test(`a service does not start without ${name}`, () => {
      const { [name]: _, ...rest } = COMPLETE
      assert.throws(() => loadServiceSettings(rest), {
        name: 'SettingsError',
        message: `${name} is missing: it must be ${SETTINGS[name].expected}`,
      })
    })

  test('migrate needs database and engine only', () => {
    const { DATABASE_URL, TEMPORAL_ADDRESS } = COMPLETE
    assert.equal(loadMigrationSettings({ DATABASE_URL, TEMPORAL_ADDRESS }).databaseUrl, DATABASE_URL)
  })

  test('the public URL is made of host and port', () => {
    const urlFor = (env: Record<string, string>) => loadServiceSettings({ ...COMPLETE, ...env }).publicUrl
    assert.equal(urlFor({}), 'http://127.0.0.1:3000')
    assert.equal(urlFor({ HOST: '0.0.0.0', PORT: '81' }), 'http://127.0.0.1:81')
    assert.equal(urlFor({ HOST: '::1' }), 'http://[::1]:3000')
    assert.equal(urlFor({ CERTLOOM_PUBLIC_URL: 'https://c.example' }), 'https://c.example')
  })
})

describe('the .env file', () => {
  test('it is read, and the environment goes before it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'certloom-env-'))
    try {
      writeFileSync(
        join(folder, '.env'),
        '# ours\nLOG_LEVEL=warn\nMAIL_FROM="A B <a@b.example>"\nPATH=elsewhere\n',
      )
      const environment = readEnvironment(folder)
      assert.equal(environment.MAIL_FROM, 'A B <a@b.example>')
      assert.equal(environment.LOG_LEVEL, process.env.LOG_LEVEL ?? 'warn')
      assert.equal(environment.PATH, process.env.PATH)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test('without the file there is the environment', () => {
    assert.deepEqual(readEnvironment('/nowhere'), { ...process.env })
  })
})
