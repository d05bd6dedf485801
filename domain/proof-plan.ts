import type { ControlMethod, ProductKind, Validation } from './product.ts'
import { controlMethodEnd, rulesAt } from './validity-calendar.ts'

const DAY_MS = 86_400_000

export const PROOFS = ['afresh', 'kept', 'other-method'] as const
/**
 * How control is proven when a certificate is issued: afresh, or the earlier proof still serves; `other-method`: the way
 * it was proven is forbidden by then, so another one is to be chosen.
 */
export type Proof = (typeof PROOFS)[number]

/** What was proven, when and by what; instants are RFC 3339. */
export interface Proven {
  /** Null: never yet. */
  controlAt: string | null
  /** Null: unknown, or nothing that has an end. */
  method: ControlMethod | null
  organizationAt: string | null
}

/** What the client must do so that a certificate can be issued at an instant. */
export interface ProofNeeds {
  /** Null where neither names nor a mailbox are proven. */
  control: Proof | null
  /** Null where no organization or person stands in the certificate. */
  organization: Exclude<Proof, 'other-method'> | null
}

/** Certificates that name nobody but hosts and mailboxes. */
const NAMELESS: readonly (Validation | null)[] = ['DV', 'MV', null]

function isOlder(provenAt: string | null, nowMs: number, days: number): boolean {
  return provenAt === null || nowMs - Date.parse(provenAt) > days * DAY_MS
}

/**
 * What has to be proven for a certificate that is issued at `nowMs`. A purchase is verified afresh by the CA; a reissue
 * only where the earlier proof is older than the rules of that day allow, or its method is forbidden by then.
 */
export function proofNeeds(
  product: { kind: ProductKind; validation: Validation | null },
  proven: Proven,
  nowMs: number,
  isReissue: boolean,
): ProofNeeds {
  const rules = rulesAt(product.kind, new Date(nowMs))
  const isOld = (at: string | null, days: number): boolean => !isReissue || isOlder(at, nowMs, days)
  const { controlReuseDays } = rules
  const end = proven.method === null ? null : controlMethodEnd(proven.method)
  const isForbidden = end !== null && new Date(nowMs).toISOString().slice(0, 10) >= end
  const control = isForbidden
    ? 'other-method'
    : isOld(proven.controlAt, controlReuseDays ?? 0)
      ? 'afresh'
      : 'kept'
  const organization = isOld(proven.organizationAt, rules.organizationReuseDays) ? 'afresh' : 'kept'
  return {
    control: controlReuseDays === null ? null : control,
    organization: NAMELESS.includes(product.validation) ? null : organization,
  }
}
