import { readTypedName } from '../../pki/typed-name.ts'

/** What a typed name comes to in a CSR. */
export interface TypedHost {
  /** A-labels, lower case; may start with `*.`. An address as it was typed. */
  name: string
  /** The same as it was spelled. */
  shown: string
  type: 'dns' | 'ip'
  /** True where a name was made of a web address. */
  wasAddress: boolean
}

const LABELS = /^(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)+[a-z0-9-]*[a-z][a-z0-9-]*$/

/** The browser's own spelling of a name: `żółw.pl` is `xn--w-uga1v8h.pl`. Some browsers escape the star. */
function hostName(name: string): string | null {
  const [, star = '', rest = ''] = /^(\*\.)?(.*)$/s.exec(name) ?? []
  try {
    const ascii = /[^\x20-\x7e]/.test(rest) ? new URL(`https://${rest}`).hostname : rest.toLowerCase()
    return LABELS.test(ascii) ? star + ascii : null
  } catch {
    return null
  }
}

/** Reads a name as the server reads it; null where no host is called so: no key is made for `https`. */
export function typedHost(typed: string): TypedHost | null {
  const { host, wasAddress } = readTypedName(typed)
  const isAddress = /^\d{1,3}(?:\.\d{1,3}){3}$|^[\da-f:.]*:[\da-f:.]*$/i.test(host)
  const name = isAddress ? host : hostName(host)
  return name === null ? null : { name, shown: host, type: isAddress ? 'ip' : 'dns', wasAddress }
}

/** An address of mail as a certificate holds it, its domain as A-labels. */
export function typedMailbox(typed: string): string {
  const at = typed.lastIndexOf('@')
  const domain = at < 1 ? null : hostName(typed.slice(at + 1).trim())
  return domain === null ? typed.trim() : `${typed.slice(0, at).trim()}@${domain}`
}
