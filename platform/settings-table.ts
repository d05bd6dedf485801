import { isIP } from 'node:net'
import { z } from 'zod'

/** One row of the table of settings: how it is read, and how it is described to people. */
interface Setting<Output> {
  /** Read when the variable is absent or empty; null leaves the setting open. */
  preset: string | null
  /** What stands in place of a fixed preset, in the README and in `certloom doctor`. */
  presetMeaning?: string
  meaning: string
  /** What a good value is: the end of the sentence "NAME must be …". */
  expected: string
  /** Never printed, never logged. */
  secret?: true
  schema: z.ZodType<Output, string>
}

const setting = <Output>(row: Setting<Output>): Setting<Output> => row

const text = z.string()
const wholeNumber = (min: number, max: number) =>
  z.string().regex(/^\d+$/).transform(Number).pipe(z.number().min(min).max(max))
const url = (...schemes: string[]) =>
  z.string().refine((value) => URL.canParse(value) && schemes.includes(new URL(value).protocol))
const hostAndPort = z
  .string()
  .regex(/^(\[[0-9a-fA-F:.]+\]|[^\s:/[\]]+):\d{1,5}$/)
  .transform((value) => ({
    host: value.slice(0, value.lastIndexOf(':')).replace(/^\[|\]$/g, ''),
    port: Number(value.slice(value.lastIndexOf(':') + 1)),
  }))
  .refine(({ port }) => port > 0 && port < 65_536)
const PRIVATE_NETWORKS = ['loopback', 'linklocal', 'uniquelocal']
/** An address, a network such as 10.0.0.0/8, or one of Express's names for private networks. */
function isNetwork(text: string): boolean {
  const [address = '', prefix, ...more] = text.split('/')
  const version = isIP(address)
  if (version === 0) return PRIVATE_NETWORKS.includes(text)
  const bits = version === 4 ? 32 : 128
  return more.length === 0 && (prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits))
}
const networks = z
  .string()
  .transform((value) => value.split(',').map((part) => part.trim()))
  .refine((parts) => parts.every(isNetwork))
const longSecret = z.string().min(32)

/** How Certloom writes log lines, from most to least. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
/** What an account at the CA is good for: certificates of `test` are trusted by nobody. */
export const CERTUM_MODES = ['production', 'test'] as const

/** Every setting, in the order in which people meet them. The README's table is compared with this one by a test. */
export const SETTINGS = {
  CERTLOOM_DATA: setting({
    preset: null,
    presetMeaning: '`.certloom` in the project',
    meaning: 'folder in which the embedded parts keep their data',
    expected: 'a folder',
    schema: text,
  }),
  HOST: setting({
    preset: '127.0.0.1',
    meaning: 'address on which pages and API listen',
    expected: 'a host name or an IP address',
    schema: z.string().regex(/^[^\s/]+$/),
  }),
  PORT: setting({
    preset: '3000',
    meaning: 'port of pages and API; 0 picks free ports for all parts',
    expected: 'a port number from 0 to 65535',
    schema: wholeNumber(0, 65_535),
  }),
  CERTLOOM_PUBLIC_URL: setting({
    preset: null,
    presetMeaning: 'made of host and port',
    meaning: 'address under which people reach the pages: links in mails begin with it',
    expected: 'an http:// or https:// URL',
    schema: url('http:', 'https:').transform((value) => value.replace(/\/+$/, '')),
  }),
  CERTLOOM_TRUST_PROXY: setting({
    preset: null,
    presetMeaning: 'off',
    meaning:
      'proxies before pages and API whose `X-Forwarded-For` is believed: how many there are, or their addresses and networks, separated by commas',
    expected:
      'a number of proxies up to 10, or addresses and networks such as 10.0.0.0/8, separated by commas',
    schema: z.union([wholeNumber(0, 10), networks]),
  }),
  DATABASE_URL: setting({
    preset: null,
    presetMeaning: 'embedded PostgreSQL',
    meaning: 'PostgreSQL database',
    expected: 'a postgresql:// URL',
    secret: true,
    schema: url('postgres:', 'postgresql:'),
  }),
  TEMPORAL_ADDRESS: setting({
    preset: null,
    presetMeaning: 'embedded dev server',
    meaning: 'Temporal front end',
    expected: 'host:port',
    schema: text.refine((value) => hostAndPort.safeParse(value).success),
  }),
  TEMPORAL_NAMESPACE: setting({
    preset: 'default',
    meaning: 'Temporal namespace',
    expected: 'a namespace',
    schema: z.string().regex(/^\S+$/),
  }),
  TEMPORAL_API_KEY: setting({
    preset: null,
    presetMeaning: 'none',
    meaning: 'key for Temporal Cloud; switches TLS on',
    expected: 'an API key',
    secret: true,
    schema: text,
  }),
  TEMPORAL_TLS: setting({
    preset: null,
    presetMeaning: 'off',
    meaning:
      '`true` to speak TLS; its certificates by `TEMPORAL_TLS_CLIENT_CERT_PATH`, `TEMPORAL_TLS_CLIENT_KEY_PATH`, `TEMPORAL_TLS_SERVER_CA_CERT_PATH`, `TEMPORAL_TLS_SERVER_NAME`, as Temporal’s SDKs name them',
    expected: '`true` or `false`',
    schema: z.enum(['true', 'false', '1', '0']),
  }),
  TEMPORAL_UI_URL: setting({
    preset: null,
    presetMeaning: 'the embedded dev server’s',
    meaning: 'Temporal UI: links for admins and operators lead there',
    expected: 'an http:// or https:// URL',
    schema: url('http:', 'https:').transform((value) => value.replace(/\/+$/, '')),
  }),
  CERTUM_URL: setting({
    preset: null,
    presetMeaning: 'the sandbox',
    meaning: 'address of the CA’s service; makes the first CA account',
    expected: 'an http:// or https:// URL',
    schema: url('http:', 'https:'),
  }),
  CERTUM_USERNAME: setting({
    preset: null,
    presetMeaning: 'the sandbox’s',
    meaning: 'user name at the CA, required with `CERTUM_URL`',
    expected: 'a user name',
    schema: text,
  }),
  CERTUM_PASSWORD: setting({
    preset: null,
    presetMeaning: 'the sandbox’s',
    meaning: 'password at the CA, required with `CERTUM_URL`',
    expected: 'a password',
    secret: true,
    schema: text,
  }),
  CERTUM_MODE: setting({
    preset: 'test',
    meaning:
      '`production` or `test`: what `CERTUM_URL` is; pages warn that test certificates are trusted by nobody',
    expected: '`production` or `test`',
    schema: z.enum(CERTUM_MODES),
  }),
  CERTUM_TIMEOUT_MS: setting({
    preset: '20000',
    meaning: 'milliseconds to wait for one answer of the CA',
    expected: 'a number of milliseconds from 100 to 60000',
    schema: wholeNumber(100, 60_000),
  }),
  CERTUM_CALLS_PER_SECOND: setting({
    preset: '10',
    meaning: 'most calls a second to one CA account, over all workers',
    expected: 'a whole number from 1 to 1000',
    schema: wholeNumber(1, 1000),
  }),
  CERTUM_CALL_BURST: setting({
    preset: '5',
    meaning: 'how many calls more than that may be sent to one CA account at once',
    expected: 'a whole number from 1 to 1000',
    schema: wholeNumber(1, 1000),
  }),
  SMTP_URL: setting({
    preset: null,
    presetMeaning: 'the sandbox’s mailbox',
    meaning: 'mail server, with user and password where it wants them',
    expected: 'an smtp:// or smtps:// URL',
    secret: true,
    schema: url('smtp:', 'smtps:'),
  }),
  MAIL_FROM: setting({
    preset: 'Certloom <no-reply@certloom.test>',
    meaning: 'sender of mails',
    expected: 'a mail address, or a name with the address in angle brackets',
    schema: z.string().regex(/^([^<>\r\n]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/),
  }),
  CERTLOOM_DNS: setting({
    preset: null,
    presetMeaning: 'system resolver; with the sandbox its own',
    meaning: 'the one DNS server that is asked for published records',
    expected: 'host:port',
    schema: hostAndPort,
  }),
  CERTLOOM_FILE_HOST: setting({
    preset: null,
    presetMeaning: 'the name itself; with the sandbox its own',
    meaning: 'where published files are looked for, whatever the name',
    expected: 'host:port',
    schema: hostAndPort,
  }),
  CERTLOOM_SECRET: setting({
    preset: null,
    presetMeaning: 'made at first start for embedded parts, required otherwise',
    meaning: 'signs sessions and links, encrypts stored credentials',
    expected: 'at least 32 characters, such as `openssl rand -hex 32` gives',
    secret: true,
    schema: longSecret,
  }),
  CERTLOOM_SECRET_PREVIOUS: setting({
    preset: null,
    presetMeaning: 'none',
    meaning: 'secrets still accepted while rotating, separated by commas',
    expected: 'secrets of at least 32 characters, separated by commas',
    secret: true,
    schema: z
      .string()
      .transform((value) => value.split(',').map((part) => part.trim()))
      .pipe(z.array(longSecret)),
  }),
  CERTLOOM_API_REQUESTS_PER_SECOND: setting({
    preset: '200',
    meaning: 'most API requests a second of one token',
    expected: 'a whole number from 1 to 100000',
    schema: wholeNumber(1, 100_000),
  }),
  CERTLOOM_ALARMS_EVERY_MS: setting({
    preset: '30000',
    meaning: 'milliseconds between two looks at what needs a hand',
    expected: 'a number of milliseconds from 100 to 3600000',
    schema: wholeNumber(100, 3_600_000),
  }),
  CERTLOOM_ALARMS_SETTLE_MS: setting({
    preset: '120000',
    meaning: 'milliseconds after a start before the first look: the other parts come up meanwhile',
    expected: 'a number of milliseconds up to 3600000',
    schema: wholeNumber(0, 3_600_000),
  }),
  LOG_LEVEL: setting({
    preset: 'info',
    meaning: 'least important log lines that are written',
    expected: `one of ${LOG_LEVELS.join(', ')}`,
    schema: z.enum(LOG_LEVELS),
  }),
} as const

export type SettingName = keyof typeof SETTINGS

/** The text of the table's "default" column. */
export function presetText(name: SettingName): string {
  const row = SETTINGS[name]
  return ('presetMeaning' in row ? row.presetMeaning : undefined) ?? row.preset ?? 'none'
}
