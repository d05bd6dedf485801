import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseEnv } from 'node:util'
import type { z } from 'zod'
import { SETTINGS, type SettingName } from './settings-table.ts'

/** A variable's name and its text, as the environment holds them. */
export type Environment = Readonly<Record<string, string | undefined>>

export interface HostAndPort {
  host: string
  port: number
}

/** An account at the CA, given by settings. */
export interface CertumSettings {
  url: string
  userName: string
  password: string
  mode: 'production' | 'test'
}

/** What every command can rely on. What is null may be brought along by `certloom start`. */
export interface Settings {
  /** Absolute path of the data folder. */
  dataFolder: string
  host: string
  port: number
  publicUrl: string | null
  /** As Express's `trust proxy` takes it: how many proxies there are, or their addresses. */
  trustProxy: false | number | string[]
  databaseUrl: string | null
  temporal: { address: string | null; namespace: string; uiUrl: string | null }
  certum: CertumSettings | null
  certumTimeoutMs: number
  certumCallsPerSecond: number
  certumCallBurst: number
  smtpUrl: string | null
  mailFrom: string
  dns: HostAndPort | null
  fileHost: HostAndPort | null
  secret: string | null
  previousSecrets: readonly string[]
  apiRequestsPerSecond: number
  alarms: { intervalMs: number; settleMs: number }
  logLevel: string
}

/** What `migrate` needs: database and engine. */
export interface MigrationSettings extends Settings {
  databaseUrl: string
  temporal: { address: string; namespace: string; uiUrl: string | null }
}

/** What worker and web need: nothing is left to be brought along. */
export interface ServiceSettings extends MigrationSettings {
  publicUrl: string
  smtpUrl: string
  secret: string
}

/** A setting that is missing or malformed. The message is one line for people. */
export class SettingsError extends Error {
  readonly setting: SettingName

  constructor(setting: SettingName, message: string) {
    super(message)
    this.name = 'SettingsError'
    this.setting = setting
  }
}

type Values = { [Name in SettingName]: z.output<(typeof SETTINGS)[Name]['schema']> | null }

/** The setting's text: empty counts as absent, as `docker compose` passes unset variables. */
export function rawSetting(env: Environment, name: SettingName): string | null {
  return env[name]?.trim() || SETTINGS[name].preset
}

function readSetting<Name extends SettingName>(env: Environment, name: Name): Values[Name] {
  const row = SETTINGS[name]
  const raw = rawSetting(env, name)
  if (raw === null) return null
  const parsed = row.schema.safeParse(raw)
  if (parsed.success) return parsed.data as Values[Name]
  const given = 'secret' in row ? '' : `, not ${JSON.stringify(raw)}`
  throw new SettingsError(name, `${name} must be ${row.expected}${given}`)
}

/** The value of a setting that has a preset, or that this process cannot do without. */
function required<Name extends SettingName>(name: Name, value: Values[Name]): NonNullable<Values[Name]> {
  if (value !== null && value !== undefined) return value
  throw new SettingsError(name, `${name} is missing: it must be ${SETTINGS[name].expected}`)
}

function readRequired<Name extends SettingName>(env: Environment, name: Name): NonNullable<Values[Name]> {
  return required(name, readSetting(env, name))
}

function readCertum(env: Environment): CertumSettings | null {
  const url = readSetting(env, 'CERTUM_URL')
  if (url === null) return null
  return {
    url,
    userName: readRequired(env, 'CERTUM_USERNAME'),
    password: readRequired(env, 'CERTUM_PASSWORD'),
    mode: readRequired(env, 'CERTUM_MODE'),
  }
}

const PROJECT_FOLDER = resolve(import.meta.dirname, '..')

/**
 * Reads every setting of the table.
 * @throws {SettingsError} at the first one that is malformed
 */
export function loadSettings(env: Environment): Settings {
  readSetting(env, 'TEMPORAL_TLS')
  readSetting(env, 'CERTUM_MODE')
  return {
    dataFolder: resolve(readSetting(env, 'CERTLOOM_DATA') ?? join(PROJECT_FOLDER, '.certloom')),
    host: readRequired(env, 'HOST'),
    port: readRequired(env, 'PORT'),
    publicUrl: readSetting(env, 'CERTLOOM_PUBLIC_URL'),
    trustProxy: readSetting(env, 'CERTLOOM_TRUST_PROXY') ?? false,
    databaseUrl: readSetting(env, 'DATABASE_URL'),
    temporal: {
      address: readSetting(env, 'TEMPORAL_ADDRESS'),
      namespace: readRequired(env, 'TEMPORAL_NAMESPACE'),
      uiUrl: readSetting(env, 'TEMPORAL_UI_URL'),
    },
    certum: readCertum(env),
    certumTimeoutMs: readRequired(env, 'CERTUM_TIMEOUT_MS'),
    certumCallsPerSecond: readRequired(env, 'CERTUM_CALLS_PER_SECOND'),
    certumCallBurst: readRequired(env, 'CERTUM_CALL_BURST'),
    smtpUrl: readSetting(env, 'SMTP_URL'),
    mailFrom: readRequired(env, 'MAIL_FROM'),
    dns: readSetting(env, 'CERTLOOM_DNS'),
    fileHost: readSetting(env, 'CERTLOOM_FILE_HOST'),
    secret: readSetting(env, 'CERTLOOM_SECRET'),
    previousSecrets: readSetting(env, 'CERTLOOM_SECRET_PREVIOUS') ?? [],
    apiRequestsPerSecond: readRequired(env, 'CERTLOOM_API_REQUESTS_PER_SECOND'),
    alarms: {
      intervalMs: readRequired(env, 'CERTLOOM_ALARMS_EVERY_MS'),
      settleMs: readRequired(env, 'CERTLOOM_ALARMS_SETTLE_MS'),
    },
    logLevel: readRequired(env, 'LOG_LEVEL'),
  }
}

/** An IPv6 address stands in brackets in a URL; an address that means "all" is not one to call. */
function defaultPublicUrl(host: string, port: number): string {
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`
}

/**
 * Reads the settings of a command that needs database and engine, and nothing else.
 * @throws {SettingsError} at the first one that is missing or malformed
 */
export function loadMigrationSettings(env: Environment): MigrationSettings {
  const settings = loadSettings(env)
  return {
    ...settings,
    databaseUrl: required('DATABASE_URL', settings.databaseUrl),
    temporal: { ...settings.temporal, address: required('TEMPORAL_ADDRESS', settings.temporal.address) },
  }
}

/**
 * Reads the settings of a command that needs the database and what is sealed in it.
 * @throws {SettingsError} at the first one that is missing or malformed
 */
export function loadDatabaseSettings(env: Environment): Settings & { databaseUrl: string; secret: string } {
  const settings = loadSettings(env)
  return {
    ...settings,
    databaseUrl: required('DATABASE_URL', settings.databaseUrl),
    secret: required('CERTLOOM_SECRET', settings.secret),
  }
}

/**
 * Reads the settings of a process that works against parts which exist already.
 * @throws {SettingsError} at the first one that is missing or malformed
 */
export function loadServiceSettings(env: Environment): ServiceSettings {
  const settings = loadMigrationSettings(env)
  return {
    ...settings,
    publicUrl: settings.publicUrl ?? defaultPublicUrl(settings.host, settings.port),
    smtpUrl: required('SMTP_URL', settings.smtpUrl),
    secret: required('CERTLOOM_SECRET', settings.secret),
  }
}

/** The process's environment, completed by the project's `.env` file where it has one. */
export function readEnvironment(folder: string = PROJECT_FOLDER): Environment {
  const file = join(folder, '.env')
  const fromFile = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {}
  return { ...fromFile, ...process.env }
}
