import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { caChangeOf } from '../../activities/ca/ca-change.ts'
import type { CaOrderDetail, ProofState } from '../../activities/ca/port.ts'
import type { CaWants } from '../../domain/ca-wants.ts'
import type { DocumentState } from '../../domain/document.ts'

function detail(changes: Partial<CaOrderDetail>): CaOrderDetail {
  return {
    caOrderId: 'order-1',
    status: 'VERIFICATION',
    caStatus: 'VERIFICATION',
    changedAt: null,
    verifications: [],
    productValidUntil: null,
    names: [],
    systemChecks: [],
    certificates: [],
    documents: [],
    email: null,
    ...changes,
  }
}

function verification(type: string, state: ProofState) {
  return { type, state, expiresAt: null }
}

function document(state: DocumentState) {
  const nothing = { description: null, fileNames: [], createdAt: null, expiresAt: null, reason: null }
  return { type: 'ORGANIZATION', state, ...nothing }
}

function check(method: string, name = 'a.test') {
  return { name, method, info: null }
}

function mailbox(verified: boolean) {
  const dates = { sentAt: null, linkValidUntil: null, verifiedAt: null, validUntil: null }
  return { address: 'anna@customer.test', verified, ...dates }
}

describe('what a workflow is told that the CA wants', () => {
  const open = [verification('DOMAIN', 'VERIFIED'), verification('ORGANIZATION', 'REQUIRED')]
  const cases: [string, Partial<CaOrderDetail>, CaWants][] = [
    ['nothing', {}, { documents: 'none', email: false }],
    [
      'control of names is no document',
      { verifications: [verification('DOMAIN', 'REQUIRED'), verification('SYSTEM', 'FAILED')] },
      { documents: 'none', email: false },
    ],
    ['a document that nobody handed in', { verifications: open }, { documents: 'needed', email: false }],
    [
      'a document that it reads',
      { verifications: open, documents: [document('NEW')] },
      { documents: 'checking', email: false },
    ],
    [
      'another in place of the one it refused',
      { verifications: [verification('APPLICANT', 'FAILED')], documents: [document('REJECTED')] },
      { documents: 'refused', email: false },
    ],
    [
      'time: one was refused, its successor is being read',
      { verifications: open, documents: [document('REJECTED'), document('NEW')] },
      { documents: 'checking', email: false },
    ],
    [
      'one more, after it took another',
      { verifications: open, documents: [document('ACCEPTED')] },
      { documents: 'needed', email: false },
    ],
    [
      'nothing once it took all, whatever it refused before',
      { verifications: [verification('ORGANIZATION', 'VERIFIED')], documents: [document('REJECTED')] },
      { documents: 'none', email: false },
    ],
    [
      'a document for each open proof: one that is read is not enough',
      { verifications: [...open, verification('AUTHORIZATION', 'REQUIRED')], documents: [document('NEW')] },
      { documents: 'needed', email: false },
    ],
    [
      'nothing more for proofs that are made of others',
      {
        verifications: [...open, verification('EXTENDED_VALIDATION', 'REQUIRED')],
        documents: [document('NEW')],
      },
      { documents: 'checking', email: false },
    ],
    ['a click', { email: mailbox(false) }, { documents: 'none', email: true }],
    ['no click any more', { email: mailbox(true) }, { documents: 'none', email: false }],
    [
      'nothing of an order that it has decided on',
      {
        status: 'ENROLLED',
        verifications: open,
        email: mailbox(false),
        systemChecks: [check('CAA')],
      },
      { documents: 'none', email: false },
    ],
    [
      'what its checks mind, each once, what the client can mend first',
      { systemChecks: [check('TOP_SITES'), check('A_NEW_LIST'), check('CAA'), check('CAA', 'b.test')] },
      {
        documents: 'none',
        email: false,
        checks: ['ca-check-caa', 'ca-check-top-site', 'ca-check-other'],
      },
    ],
  ]
  for (const [what, changes, wants] of cases)
    test(what, () => assert.deepEqual(caChangeOf(detail(changes)).wants, { checks: [], ...wants }))
})
