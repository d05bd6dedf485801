import { Resolver } from 'node:dns/promises'
import { Connection } from '@temporalio/client'
import { loadClientConnectConfig } from '@temporalio/envconfig'
import { createTransport } from 'nodemailer'
import type { Environment, HostAndPort } from '../../platform/settings.ts'
import { queryOnce } from './postgres-part.ts'

const TIMEOUT_MS = 5_000

/** What one part answered, in a few words, or why it did not. */
export interface CheckResult {
  part: string
  ok: boolean
  words: string
}

/** Runs a check; what it throws is the answer "no". */
export async function check(part: string, ask: () => Promise<string>): Promise<CheckResult> {
  try {
    return { part, ok: true, words: await ask() }
  } catch (error) {
    const words = error instanceof Error ? error.message || error.name : String(error)
    return { part, ok: false, words: words.split('\n')[0] ?? '' }
  }
}

export async function askPostgres(url: string): Promise<string> {
  const { rows } = await queryOnce(url, "select current_setting('server_version') as version")
  return `PostgreSQL ${rows[0]?.version}`
}

function definedOnly(environment: Environment): Record<string, string> {
  const entries = Object.entries(environment).flatMap(([name, value]) => (value ? [[name, value]] : []))
  return Object.fromEntries(entries)
}

/** Connects as worker and web do, by the SDK's own environment configuration. */
export async function askTemporal(environment: Environment, namespace: string): Promise<string> {
  const config = loadClientConnectConfig({ overrideEnvVars: definedOnly(environment) })
  const connection = await Connection.connect({ ...config.connectionOptions, connectTimeout: TIMEOUT_MS })
  try {
    const info = await connection.workflowService.getSystemInfo({})
    await connection.workflowService.describeNamespace({ namespace })
    return `Temporal ${info.serverVersion}, namespace ${namespace}`
  } finally {
    await connection.close()
  }
}

export async function askCa(url: string): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) })
  if (response.status === 403) throw new Error('403: this machine is not on the CA’s allow list')
  if (!response.ok) throw new Error(`the CA answered ${response.status}`)
  const isWsdl = (await response.text()).includes('definitions')
  if (!isWsdl) throw new Error(`${url} is not a service description`)
  return `answers at ${url}`
}

export async function askMail(url: string): Promise<string> {
  const transport = createTransport({ url, connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS })
  try {
    await transport.verify()
    return `answers at ${new URL(url).host}`
  } finally {
    transport.close()
  }
}

/** Any answer will do: that a name does not exist is one. */
export async function askDns(server: HostAndPort | null): Promise<string> {
  const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: 1 })
  if (server !== null) resolver.setServers([`${server.host}:${server.port}`])
  try {
    await resolver.resolveTxt('example.com')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (code !== 'ENOTFOUND' && code !== 'ENODATA' && code !== 'EREFUSED') throw error
  }
  return `answers at ${resolver.getServers().join(', ')}`
}

export async function askWeb(publicUrl: string): Promise<string> {
  const response = await fetch(`${publicUrl}/health/live`, { signal: AbortSignal.timeout(TIMEOUT_MS) })
  if (!response.ok) throw new Error(`answered ${response.status}`)
  return `answers at ${publicUrl}`
}
