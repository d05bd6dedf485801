import { isIP } from 'node:net'
import { bareName } from '../../pki/names.ts'
import type { CaaRecord } from '../dns/caa.ts'
import type { Lookups } from './lookups.ts'
import type { Method, SystemCheck } from './types.ts'

/** Names under these domains fail the check named here: how the pages and mails about such an order are tried. */
const TRIGGERS: readonly { domain: string; check: SystemCheck }[] = [
  { domain: 'phish.test', check: 'PHISHTANK' },
  { domain: 'unsafe.test', check: 'GOOGLE_SAFE_BROWSING' },
  { domain: 'top-site.test', check: 'TOP_SITES' },
  { domain: 'revoked.test', check: 'REVOKED_CERTIFICATE' },
  { domain: 'caa-fail.test', check: 'CAA' },
]
const CRITICAL = 128
/** A property marked critical that a CA does not understand forbids it to issue. */
const UNDERSTOOD_TAGS = ['issue', 'issuewild', 'issuemail', 'iodef', 'contactemail', 'contactphone']
const CA_DOMAINS = ['certum.pl', 'certum.eu']
/** How a CAA `validationmethods` parameter names what proves control. */
const METHOD_TAGS: Record<Method, string> = {
  ADMIN: 'ca-tbr-4',
  FILE: 'ca-tbr-18',
  DNS_TXT: 'ca-tbr-7',
  DNS_TXT_PREFIX: 'ca-tbr-7',
  DNS_CNAME: 'ca-tbr-7',
  DNS_CNAME_PREFIX: 'ca-tbr-7',
}

/** The automatic checks that speak against issuing for this name: an empty list is the good case. */
export async function negativeChecks(lookups: Lookups, name: string, method: Method): Promise<SystemCheck[]> {
  const bare = bareName(name)
  const negatives = TRIGGERS.filter(({ domain }) => bare === domain || bare.endsWith(`.${domain}`)).map(
    ({ check }) => check,
  )
  if (negatives.includes('CAA') || (await caaAllows(lookups, name, method))) return negatives
  return [...negatives, 'CAA']
}

/**
 * RFC 8659: the closest name that has CAA records decides; `issuewild` goes before `issue` for wildcards. Addresses have
 * no such records.
 */
async function caaAllows(lookups: Lookups, name: string, method: Method): Promise<boolean> {
  if (isIP(name) !== 0) return true
  const records = await relevantCaa(lookups, bareName(name))
  if (records.some(({ flags, tag }) => (flags & CRITICAL) !== 0 && !UNDERSTOOD_TAGS.includes(tag)))
    return false
  const wild = records.filter((record) => record.tag === 'issuewild')
  const deciding =
    name.startsWith('*.') && wild.length > 0 ? wild : records.filter((record) => record.tag === 'issue')
  return deciding.length === 0 || deciding.some((record) => namesThisCa(record, method))
}

async function relevantCaa(lookups: Lookups, name: string): Promise<CaaRecord[]> {
  const labels = name.split('.')
  for (let skipped = 0; skipped < labels.length; skipped += 1) {
    const records = await lookups.caa(labels.slice(skipped).join('.'))
    if (records.length > 0) return records
  }
  return []
}

function namesThisCa(record: CaaRecord, method: Method): boolean {
  const [issuer = '', ...parameters] = record.value.split(';').map((part) => part.trim().toLowerCase())
  const methods = parameters.find((parameter) => parameter.startsWith('validationmethods='))
  const allowed = methods?.slice('validationmethods='.length).split(',')
  return CA_DOMAINS.includes(issuer) && (allowed === undefined || allowed.includes(METHOD_TAGS[method]))
}
