import type { Environment, Settings } from '../../platform/settings.ts'
import type { Ports } from './ports.ts'
import type { SandboxInfo } from './sandbox-info.ts'

/** What the parts brought along, as far as they were. */
export interface Brought {
  databaseUrl: string
  temporalAddress: string
  temporalUiUrl: string | null
  secret: string
  sandbox: SandboxInfo | null
}

/** Host and port as they stand in a URL: an address that means "all" is not one to call. */
export function localUrl(settings: Pick<Settings, 'host'>, port: number): string {
  const host = settings.host === '0.0.0.0' || settings.host === '::' ? '127.0.0.1' : settings.host
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

/**
 * The environment of worker, web and all other commands on this stack: what was given, completed by what was brought
 * along. The sandbox answers for DNS and published files only where it is the CA.
 */
export function serviceEnvironment(
  given: Environment,
  settings: Settings,
  ports: Ports,
  brought: Brought,
): Record<string, string | undefined> {
  const { sandbox } = brought
  const sandboxIsCa = sandbox !== null && settings.certum === null
  return {
    ...given,
    CERTLOOM_DATA: settings.dataFolder,
    HOST: settings.host,
    PORT: String(ports.web),
    CERTLOOM_PUBLIC_URL: settings.publicUrl ?? localUrl(settings, ports.web),
    DATABASE_URL: brought.databaseUrl,
    TEMPORAL_ADDRESS: brought.temporalAddress,
    TEMPORAL_NAMESPACE: settings.temporal.namespace,
    TEMPORAL_UI_URL: brought.temporalUiUrl ?? undefined,
    CERTLOOM_SECRET: brought.secret,
    SMTP_URL: settings.smtpUrl ?? (sandbox === null ? undefined : sandbox.smtp),
    CERTLOOM_DNS: given.CERTLOOM_DNS || (sandboxIsCa ? sandbox.dns : undefined),
    CERTLOOM_FILE_HOST: given.CERTLOOM_FILE_HOST || (sandboxIsCa ? sandbox.fileHost : undefined),
  }
}

/** The variables that `serviceEnvironment` settles; they are kept for commands run beside the stack. */
export const SETTLED = [
  'HOST',
  'PORT',
  'CERTLOOM_PUBLIC_URL',
  'DATABASE_URL',
  'TEMPORAL_ADDRESS',
  'TEMPORAL_NAMESPACE',
  'TEMPORAL_UI_URL',
  'CERTLOOM_SECRET',
  'SMTP_URL',
  'CERTLOOM_DNS',
  'CERTLOOM_FILE_HOST',
] as const
