import { partnerApiWsdl } from '../../../platform/certum-wsdl/wsdl.ts'
import { httpCall } from './http.ts'

/** The contract is an extra: a slow one must not eat the time of the call that waits for it. */
const MAX_READ_MS = 5_000

const NAMED_OUTSIDE = /<!DOCTYPE|<(?:[\w.-]+:)?(?:import|include)\b[^>]*\b(?:schemaLocation|location)\s*=/i

/**
 * Reads the CA's own contract from the account's address. Returns null when it cannot be had, or when it points to
 * further documents or defines entities: those are not followed, the shipped copy does instead.
 */
export async function readWsdl(url: string, timeoutMs: number): Promise<string | null> {
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

export function shippedWsdl(url: string): string {
  return partnerApiWsdl(url)
}

/** The soap package takes a text for a document, not an address, by its XML declaration. */
function usableWsdl(body: string): string | null {
  const xml = body.replace(/^\uFEFF?\s*/, '')
  if (NAMED_OUTSIDE.test(xml) || !/<(?:[\w.-]+:)?definitions\b/.test(xml)) return null
  return xml.startsWith('<?xml') ? xml : `<?xml version="1.0" encoding="UTF-8"?>\n${xml}`
}
