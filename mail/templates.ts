import type { MailName } from '../domain/mail.ts'
import { isFinal, type OrderStateName } from '../domain/order-state.ts'
import type { OrderRecord } from '../store/queries/orders.ts'

/** Which page a mail leads to. */
export const MAIL_LINKS = ['configuration-link', 'sign-in', 'order', 'verification', 'documents'] as const
type MailLink = (typeof MAIL_LINKS)[number]

/** Whom a mail is for: the customer, or whoever looks after the certificate, where the client named somebody. */
type Addressee = 'customer' | 'certificate-owner'

export interface MailKind {
  link: MailLink
  addressee: Addressee
  /** The newest certificate and its chain come along. */
  attachesCertificate?: true
  /** What must be published for the names stands in it. */
  saysInstructions?: true
  /** It is about all that the customer has, and names no order. */
  isAboutAll?: true
  /** Why documents were refused stands in it. */
  saysReasons?: true
  /** Whether anybody still needs it at the moment it is sent. */
  isOfUse(order: OrderRecord): boolean
}

const CONFIGURING: readonly OrderStateName[] = ['awaiting-configuration']

function always(): boolean {
  return true
}

function isAlive({ view }: OrderRecord): boolean {
  return !isFinal(view.state)
}

function waitsForProof({ view }: OrderRecord): boolean {
  return view.activity?.step === 'verifying' && view.activity.waitsFor === 'client'
}

/** How each mail goes out. */
export const MAILS = {
  'configuration-needed': {
    link: 'configuration-link',
    addressee: 'customer',
    isOfUse: ({ view }) => CONFIGURING.includes(view.state),
  },
  'sign-in-link': { link: 'sign-in', addressee: 'customer', isOfUse: always },
  'sign-in': { link: 'sign-in', addressee: 'customer', isAboutAll: true, isOfUse: always },
  'proof-needed': {
    link: 'verification',
    addressee: 'certificate-owner',
    saysInstructions: true,
    isOfUse: waitsForProof,
  },
  'verification-needed': {
    link: 'verification',
    addressee: 'certificate-owner',
    saysInstructions: true,
    isOfUse: waitsForProof,
  },
  'csr-needed': {
    link: 'order',
    addressee: 'certificate-owner',
    isOfUse: ({ view }) => view.activity?.step === 'awaiting-csr',
  },
  'renewal-due': { link: 'order', addressee: 'certificate-owner', isOfUse: isAlive },
  'documents-needed': {
    link: 'documents',
    addressee: 'certificate-owner',
    isOfUse: ({ view }) => view.activity?.step === 'awaiting-documents',
  },
  'document-rejected': {
    link: 'documents',
    addressee: 'certificate-owner',
    saysReasons: true,
    isOfUse: isAlive,
  },
  issued: {
    link: 'order',
    addressee: 'certificate-owner',
    attachesCertificate: true,
    isOfUse: always,
  },
  'renewal-failed': { link: 'order', addressee: 'certificate-owner', isOfUse: isAlive },
  revoked: { link: 'order', addressee: 'certificate-owner', isOfUse: always },
  cancelled: { link: 'order', addressee: 'customer', isOfUse: always },
  'older-revoked': {
    link: 'order',
    addressee: 'certificate-owner',
    attachesCertificate: true,
    isOfUse: isAlive,
  },
  'certificate-renewed': {
    link: 'order',
    addressee: 'certificate-owner',
    attachesCertificate: true,
    isOfUse: isAlive,
  },
  certificate: {
    link: 'order',
    addressee: 'certificate-owner',
    attachesCertificate: true,
    isOfUse: always,
  },
  'reminder-configuration': {
    link: 'configuration-link',
    addressee: 'customer',
    isOfUse: ({ view }) => CONFIGURING.includes(view.state),
  },
  'reminder-verification': {
    link: 'verification',
    addressee: 'certificate-owner',
    saysInstructions: true,
    isOfUse: waitsForProof,
  },
  'reminder-documents': {
    link: 'documents',
    addressee: 'certificate-owner',
    isOfUse: ({ view }) => view.activity?.step === 'awaiting-documents',
  },
} as const satisfies Record<MailName, MailKind>
