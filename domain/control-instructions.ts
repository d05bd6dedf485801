import type { ControlMethod, EmailPrefix } from './product.ts'

/** What must exist in the world so that the CA believes in control of one name. */
export type ControlInstruction =
  | { name: string; type: 'dns'; host: string; recordType: 'TXT' | 'CNAME'; value: string }
  | { name: string; type: 'file'; url: string; body: string }
  | { name: string; type: 'email'; address: string }

export interface ControlFacts {
  method: ControlMethod
  /** One code for all names of an order; null where the method has none, or the CA has not said it yet. */
  code: string | null
  names: readonly string[]
  emailPrefix?: EmailPrefix | null
  /** The domain whose mailbox is written to for a name: the CA takes the registrable one. The name itself if not given. */
  mailDomainOf?: (name: string) => string
}

const FILE_PATH = '/.well-known/pki-validation/certum.txt'
const PREFIX_LABEL = '_certum'
const CODE_DOMAIN = 'certum.pl'

/**
 * The name at which control of `name` is proven: a wildcard through the name below the star, and `www.x` through `x`
 * where `x` is in the same order. A file proves nothing but the exact name (BR 3.2.2.4.18).
 */
export function provenThrough(name: string, names: readonly string[], method: ControlMethod): string {
  const bare = name.startsWith('*.') ? name.slice(2) : name
  if (method === 'FILE' || !bare.startsWith('www.')) return bare
  const parent = bare.slice('www.'.length)
  return names.some((other) => other === parent || other === `*.${parent}`) ? parent : bare
}

/**
 * Where the CA takes a record for a name besides the place that is asked for: at the name itself, and at the domain that
 * somebody registered (null where there is none). In the order in which they are looked at.
 */
export function otherHosts(
  { name, host }: { name: string; host: string },
  registeredDomain: string | null,
): string[] {
  const prefix = host.startsWith(`${PREFIX_LABEL}.`) ? `${PREFIX_LABEL}.` : ''
  const bare = name.startsWith('*.') ? name.slice(2) : name
  const hosts = [bare, registeredDomain].flatMap((each) => (each === null ? [] : [prefix + each]))
  return [...new Set(hosts)].filter((each) => each !== host)
}

/** What to publish for each name, in the order of the names. Empty while the code is unknown. */
export function controlInstructions(facts: ControlFacts): ControlInstruction[] {
  return facts.names.flatMap((name) => {
    const instruction = instructionFor(name, provenThrough(name, facts.names, facts.method), facts)
    return instruction === null ? [] : [instruction]
  })
}

function instructionFor(name: string, at: string, facts: ControlFacts): ControlInstruction | null {
  if (facts.method === 'ADMIN') {
    return { name, type: 'email', address: mailbox(at, facts) }
  }
  return facts.code === null ? null : published(name, at, facts.method, facts.code)
}

function mailbox(name: string, { emailPrefix, mailDomainOf }: ControlFacts): string {
  return `${(emailPrefix ?? 'ADMIN').toLowerCase()}@${mailDomainOf?.(name) ?? name}`
}

/** An IPv6 address stands in brackets in a URL (RFC 3986, 3.2.2). */
function urlHost(name: string): string {
  return name.includes(':') ? `[${name}]` : name
}

function published(
  name: string,
  at: string,
  method: Exclude<ControlMethod, 'ADMIN'>,
  code: string,
): ControlInstruction {
  const value = `${code}.${CODE_DOMAIN}`
  switch (method) {
    case 'FILE':
      return { name, type: 'file', url: `http://${urlHost(at)}${FILE_PATH}`, body: `${code}-${CODE_DOMAIN}` }
    case 'DNS_TXT':
      return { name, type: 'dns', host: at, recordType: 'TXT', value: code }
    case 'DNS_TXT_PREFIX':
      return { name, type: 'dns', host: `${PREFIX_LABEL}.${at}`, recordType: 'TXT', value: code }
    case 'DNS_CNAME':
      return { name, type: 'dns', host: at, recordType: 'CNAME', value }
    case 'DNS_CNAME_PREFIX':
      return { name, type: 'dns', host: `${PREFIX_LABEL}.${at}`, recordType: 'CNAME', value }
  }
}
