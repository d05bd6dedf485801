import { Resolver } from 'node:dns/promises'
import type { LookResult } from './control-look.ts'

export type DnsLook = (host: string, recordType: 'TXT' | 'CNAME', value: string) => Promise<LookResult>

/** Error codes that mean "there is no such record", as against "nobody answered". */
const ABSENT_CODES = new Set(['ENOTFOUND', 'ENODATA'])

/** Makes a look-up of one record over the given server, or over the system's resolvers. */
export function createDnsLook(options: {
  server: { host: string; port: number } | undefined
  timeoutMs: number
}): DnsLook {
  const resolver = new Resolver({ timeout: options.timeoutMs, tries: 1 })
  if (options.server !== undefined) resolver.setServers([serverAddress(options.server)])
  return async (host, recordType, value) => {
    try {
      const found = recordType === 'TXT' ? await textsOf(resolver, host) : await namesOf(resolver, host)
      return judge(found, recordType === 'TXT' ? value : value.toLowerCase())
    } catch (error) {
      return ABSENT_CODES.has(codeOf(error)) ? 'absent' : 'unreachable'
    }
  }
}

function serverAddress({ host, port }: { host: string; port: number }): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

/**
 * A TXT record may be cut into strings of 255 octets; they are one text (RFC 7208, 3.3). It is compared to the letter, as
 * the CA does: a blank at its end is another value.
 */
async function textsOf(resolver: Resolver, host: string): Promise<string[]> {
  return (await resolver.resolveTxt(host)).map((strings) => strings.join(''))
}

async function namesOf(resolver: Resolver, host: string): Promise<string[]> {
  return (await resolver.resolveCname(host)).map((name) => name.toLowerCase().replace(/\.$/, ''))
}

function judge(found: readonly string[], value: string): LookResult {
  if (found.includes(value)) return 'visible'
  return found.length === 0 ? 'absent' : 'different'
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
