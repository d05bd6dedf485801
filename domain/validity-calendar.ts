import { type ControlMethod, isTls, type ProductKind } from './product.ts'

/** What holds for a certificate that is issued on a day. */
export interface Rules {
  /** The most days it may live. */
  certificateDays: number
  /** How old the proof of names, or of a mailbox, may be; null where none is needed. */
  controlReuseDays: number | null
  /** How old the proof of an organization or a person may be. */
  organizationReuseDays: number
}

interface Row extends Rules {
  /** The first day (UTC), `YYYY-MM-DD`. */
  from: string
  source: string
}

type RuleBook = 'tls' | 'smime' | 'code-signing'

/**
 * The one table of dates from which the rules of certificates change, newest first. Lives are a day below the limit, as
 * CAs keep them: a second more than whole days counts as another day.
 */
export const VALIDITY_CALENDAR: Readonly<Record<RuleBook, readonly Row[]>> = {
  tls: [
    {
      ...{ from: '2029-03-15', certificateDays: 46, controlReuseDays: 10, organizationReuseDays: 398 },
      source: 'TLS BR 4.2.1, 6.3.2 (ballot SC-081)',
    },
    {
      ...{ from: '2027-03-15', certificateDays: 99, controlReuseDays: 100, organizationReuseDays: 398 },
      source: 'TLS BR 4.2.1, 6.3.2 (ballot SC-081)',
    },
    {
      ...{ from: '2026-03-15', certificateDays: 199, controlReuseDays: 200, organizationReuseDays: 398 },
      source: 'TLS BR 4.2.1, 6.3.2 (ballot SC-081)',
    },
    {
      ...{ from: '', certificateDays: 397, controlReuseDays: 398, organizationReuseDays: 825 },
      source: 'TLS BR 4.2.1, 6.3.2',
    },
  ],
  smime: [
    {
      ...{ from: '', certificateDays: 825, controlReuseDays: 30, organizationReuseDays: 825 },
      source: 'S/MIME BR 4.2.1, 6.3.2, strict and multipurpose',
    },
  ],
  'code-signing': [
    {
      ...{ from: '2026-03-01', certificateDays: 459, controlReuseDays: null, organizationReuseDays: 825 },
      source: 'Code-signing BR 4.2.1, 6.3.2',
    },
    {
      // 39 months.
      ...{ from: '', certificateDays: 1187, controlReuseDays: null, organizationReuseDays: 825 },
      source: 'Code-signing BR 4.2.1, 6.3.2',
    },
  ],
}

/**
 * The first day (UTC) on which a method proves nothing any more, and earlier proofs by it become void. Constructed mail
 * addresses: TLS BR 3.2.2.4.4 as of ballot SC-090.
 */
const METHOD_ENDS: Partial<Record<ControlMethod, string>> = { ADMIN: '2028-03-15' }

function bookOf(kind: ProductKind): RuleBook {
  if (isTls(kind)) return 'tls'
  return kind === 'smime' ? 'smime' : 'code-signing'
}

/** What holds for a certificate of this kind that is issued at `now`. */
export function rulesAt(kind: ProductKind, now: Date): Rules {
  const date = now.toISOString().slice(0, 10)
  const rules = VALIDITY_CALENDAR[bookOf(kind)].find(({ from }) => date >= from)
  if (rules === undefined) throw new Error(`no rules for ${kind} at ${date}`)
  return rules
}

/** How many days a certificate of this kind may live if it is issued at `now`. */
export function maxCertificateDays(kind: ProductKind, now: Date): number {
  return rulesAt(kind, now).certificateDays
}

/** The date from which a method is forbidden, `YYYY-MM-DD`; null where no end is known. */
export function controlMethodEnd(method: ControlMethod): string | null {
  return METHOD_ENDS[method] ?? null
}
