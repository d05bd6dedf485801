import { bareName, registrableDomain } from '../../pki/names.ts'
import type { Lookups } from './lookups.ts'
import type { Method } from './types.ts'

/** Where the file of the FILE method lies, and the end of every CNAME target and file body. */
export const FILE_PATH = '/.well-known/pki-validation/certum.txt'
const CA_DOMAIN = 'certum.pl'
const LABEL = '_certum'

/** The body the FILE method looks for. */
export function fileBody(code: string): string {
  return `${code}-${CA_DOMAIN}`
}

/**
 * The names under which control of `name` may be shown: itself without `*.`; for records also the domain somebody
 * registered, and for `www.x` also `x` when the order holds it. A file proves exactly the name it lies under.
 */
export function provingNames(method: Method, name: string, orderNames: readonly string[]): string[] {
  const bare = bareName(name)
  if (method === 'FILE') return [bare]
  const parent = bare.startsWith('www.') ? bare.slice('www.'.length) : null
  const withoutWww = parent !== null && orderNames.some((other) => bareName(other) === parent) ? parent : null
  const candidates = [bare, withoutWww, registrableDomain(bare)]
  return [...new Set(candidates.filter((candidate) => candidate !== null))]
}

export interface ControlQuestion {
  method: Method
  code: string
  name: string
  orderNames: readonly string[]
  /** Whether a file is looked for where its web server sends the CA. */
  followRedirects?: boolean
}

type ProofResult = { proven: true } | { proven: false; info: string }

/** Looks once whether a name of an order is proven by its method. ADMIN is proven by a click, never by a look. */
export async function proveControl(lookups: Lookups, request: ControlQuestion): Promise<ProofResult> {
  const seen: string[] = []
  for (const name of provingNames(request.method, request.name, request.orderNames)) {
    const look = await lookAt(lookups, request, name)
    if (look.found) return { proven: true }
    seen.push(look.info)
  }
  return { proven: false, info: seen.join('; ') }
}

interface Look {
  found: boolean
  info: string
}

async function lookAt(
  lookups: Lookups,
  { method, code, followRedirects }: ControlQuestion,
  name: string,
): Promise<Look> {
  switch (method) {
    case 'DNS_TXT':
      return compare(`TXT ${name}`, await lookups.txt(name), code)
    case 'DNS_TXT_PREFIX':
      return compare(`TXT ${LABEL}.${name}`, await lookups.txt(`${LABEL}.${name}`), code)
    case 'DNS_CNAME':
      return compare(`CNAME ${name}`, await lookups.cname(name), `${code}.${CA_DOMAIN}`)
    case 'DNS_CNAME_PREFIX':
      return compare(
        `CNAME ${LABEL}.${name}`,
        await lookups.cname(`${LABEL}.${name}`),
        `${code}.${CA_DOMAIN}`,
      )
    case 'FILE': {
      const body = await lookups.file(name, FILE_PATH, followRedirects)
      return compare(`http://${name}${FILE_PATH}`, body === null ? [] : [body.trim()], fileBody(code))
    }
    case 'ADMIN':
      return { found: false, info: 'the link in the mail was not confirmed' }
  }
}

function compare(place: string, values: readonly string[], wanted: string): Look {
  const found = values.some((value) => value.replace(/\.$/, '').toLowerCase() === wanted.toLowerCase())
  return { found, info: values.length === 0 ? `${place}: nothing found` : `${place}: another value found` }
}
