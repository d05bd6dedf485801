import { findingOf, type PreflightFinding } from '../../domain/preflight.ts'
import {
  areAccountsObeyed,
  type CaaAnswer,
  type CaaQuestion,
  judgeCaa,
  relevantCaa,
} from '../../domain/preflight-caa.ts'
import { bareName } from '../../pki/names.ts'
import type { DnsAsker } from './dns-asker.ts'

/** Explains what CAA records say to the CA about one name (with its `*.`), or about a mail address's domain. */
export async function explainCaa(
  asker: DnsAsker,
  name: string,
  question: Omit<CaaQuestion, 'isWildcard'> & { now: Date },
): Promise<PreflightFinding[]> {
  const domain = bareName(name.slice(name.lastIndexOf('@') + 1))
  const relevant = await relevantCaa(domain, (at) => caaAt(asker, at))
  if (relevant === null) return []
  const { at } = relevant
  if ('failure' in relevant) return [failure(name, at, relevant.failure)]
  const judged = judgeCaa(relevant.records, { ...question, isWildcard: name.startsWith('*.') })
  switch (judged.verdict) {
    case 'allows':
      return [findingOf(name, 'ok', 'caa-allows', { at })]
    case 'account': {
      const severity = areAccountsObeyed(question.now) ? 'problem' : 'warning'
      return [
        findingOf(name, severity, 'caa-account', { at, record: judged.record, publish: judged.publish }),
      ]
    }
    case 'forbids':
    case 'method':
    case 'critical': {
      const { record, publish } = judged
      return [findingOf(name, 'problem', `caa-${judged.verdict}`, { at, record, publish })]
    }
  }
}

/** Where nobody answers about CAA, the CA may not issue (BR 3.2.2.8); where only we hear nothing, it may be us. */
function failure(name: string, at: string, reason: 'dnssec' | 'failed' | 'silent'): PreflightFinding {
  if (reason === 'dnssec') return findingOf(name, 'problem', 'dnssec-failed', { host: at })
  return findingOf(name, reason === 'failed' ? 'problem' : 'warning', 'caa-unknown', { at })
}

async function caaAt(asker: DnsAsker, at: string): Promise<CaaAnswer> {
  const { outcome, records } = await asker.resolve(at, 'CAA')
  if (outcome === 'dnssec' || outcome === 'failed' || outcome === 'silent') return { failure: outcome }
  return { records: records.flatMap((record) => (record.type === 'CAA' ? [record] : [])) }
}
