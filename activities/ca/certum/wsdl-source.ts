import { partnerApiWsdl } from '../../../platform/certum-wsdl/wsdl.ts'
import { httpCall } from './http.ts'

/** The contract is an extra: a slow one must not eat the time of the call that waits for it. */
const MAX_READ_MS = 5_000
const KEEP_MS = 24 * 60 * 60 * 1000
/** How soon a contract that could not be had is asked for again. */
const ASK_AGAIN_MS = 60 * 60 * 1000

const NAMED_OUTSIDE = /<!DOCTYPE|<(?:[\w.-]+:)?(?:import|include)\b[^>]*\b(?:schemaLocation|location)\s*=/i

interface KeptContract {
  own: Promise<string | null>
  until: number
}

/** By address, for all clients of the process: clients come and go with the account's settings. */
const contracts = new Map<string, KeptContract>()

/** Returns the contract of the service at `url`: the CA's own, read once and kept, or else the shipped copy. */
export async function contractOf(url: string, timeoutMs: number): Promise<string> {
  return (await ownContract(url, timeoutMs)) ?? partnerApiWsdl(url)
}

function ownContract(url: string, timeoutMs: number): Promise<string | null> {
  const now = performance.now()
  const known = contracts.get(url)
  if (known !== undefined && known.until > now) return known.own
  const kept: KeptContract = { own: readWsdl(url, timeoutMs), until: now + KEEP_MS }
  contracts.set(url, kept)
  void kept.own.then((own) => {
    if (own === null) kept.until = now + ASK_AGAIN_MS
  })
  return kept.own
}

/** A contract that points to further documents or defines entities is not followed: the shipped copy does instead. */
async function readWsdl(url: string, timeoutMs: number): Promise<string | null> {
  try {
    const answer = await httpCall({
      url,
      method: 'GET',
      headers: { accept: 'text/xml' },
      timeoutMs: Math.min(timeoutMs, MAX_READ_MS),
    })
    return answer.status === 200 ? usableWsdl(answer.body) : null
  } catch {
    return null
  }
}

/** The soap package takes a text for a document, not an address, by its XML declaration. */
function usableWsdl(body: string): string | null {
  const xml = body.replace(/^\uFEFF?\s*/, '')
  if (NAMED_OUTSIDE.test(xml) || !/<(?:[\w.-]+:)?definitions\b/.test(xml)) return null
  return xml.startsWith('<?xml') ? xml : `<?xml version="1.0" encoding="UTF-8"?>\n${xml}`
}
