import { defineEntity, type InferEntity, p } from '@mikro-orm/postgresql'
import type { DocumentState } from '../../domain/document.ts'
import type { CaOrderPurpose, CaOrderStatus } from '../../domain/order-view.ts'
import type { PreflightFinding } from '../../domain/preflight.ts'
import type { ControlMethod } from '../../domain/product.ts'

/** How far control of one name is proven. `info` is the CA's word, `problem` what our own look found instead of the proof. */
export interface CaOrderName {
  name: string
  state: 'REQUIRED' | 'VERIFIED' | 'FAILED'
  expiresAt?: string | null
  info?: string | null
  problem?: string | null
}

/** A verification of the whole order, as the CA reports it. */
export interface CaOrderVerification {
  type: string
  state: 'NOT_REQUIRED' | 'REQUIRED' | 'FAILED' | 'VERIFIED'
  expiresAt: string | null
}

/** One of the CA's own checks (CAA, phishing lists) that found something against a name. */
export interface CaOrderSystemCheck {
  name: string
  method: string
  info: string | null
}

/** What our own look before the CA's found, and when. */
export interface CaOrderFindings {
  at: string
  items: readonly PreflightFinding[]
}

/** A document as the CA has it; null is what it does not say. */
export interface CaOrderDocument {
  type: string
  description: string | null
  fileNames: readonly string[]
  state: DocumentState
  createdAt: string | null
  expiresAt: string | null
  reason: string | null
}

/** How it stands with the proof of a mailbox, in the CA's word. */
export interface CaOrderEmail {
  address: string
  verified: boolean
  sentAt: string | null
  linkValidUntil: string | null
  verifiedAt: string | null
  validUntil: string | null
}

/** One purchase at a CA, and when it is looked at next. */
export const CaOrder = defineEntity({
  name: 'CaOrder',
  tableName: 'ca_orders',
  properties: {
    id: p.text().primary(),
    caAccountId: p.text(),
    caOrderId: p.text(),
    orderId: p.text(),
    n: p.integer(),
    purpose: p.text().$type<CaOrderPurpose>(),
    productCode: p.text(),
    customerLabel: p.text(),
    status: p.text().$type<CaOrderStatus>(),
    method: p.text().$type<ControlMethod>().strictNullable(),
    code: p.text().strictNullable(),
    configurationId: p.text().strictNullable(),
    /** As the CA lists them, once it has been asked. */
    names: p.json<CaOrderName[]>(),
    /** What it was bought for; null in purchases of an earlier release. */
    orderedNames: p.array().strictNullable(),
    verifications: p.json<CaOrderVerification[]>(),
    systemChecks: p.json<CaOrderSystemCheck[]>(),
    documents: p.json<CaOrderDocument[]>(),
    email: p.json<CaOrderEmail>().strictNullable(),
    findings: p.json<CaOrderFindings>().strictNullable(),
    productValidUntil: p.datetime(3).strictNullable(),
    controlSetAt: p.datetime(3).strictNullable(),
    /** When a code was asked for that an answer lacked. */
    codeAskedAt: p.datetime(3).strictNullable(),
    recordLookAt: p.datetime(3).strictNullable(),
    recordSeenAt: p.datetime(3).strictNullable(),
    recordLooks: p.integer(),
    /** Since when CAA records keep the CA from issuing, as it says; null where they do not. */
    heldSince: p.datetime(3).strictNullable(),
    heldLookAt: p.datetime(3).strictNullable(),
    nextLookAt: p.datetime(3).strictNullable(),
    lastLookAt: p.datetime(3).strictNullable(),
    looks: p.integer(),
    listedAs: p.text().strictNullable(),
    /** A reissue that runs at a purchase that was issued before. */
    running: p.text().$type<'reissue'>().strictNullable(),
    /** The certificates it had when that began. */
    beforeReissue: p.array(),
    placedAt: p.datetime(3),
    closedAt: p.datetime(3).strictNullable(),
  },
})
export type CaOrderRow = InferEntity<typeof CaOrder>
