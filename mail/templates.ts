import type { MailName } from '../domain/mail.ts'
import {
  always,
  endsWithoutSuccessor,
  type IsOfUse,
  isAlive,
  waitsForConfiguration,
  waitsForCsr,
  waitsForDocuments,
  waitsForMending,
  waitsForProof,
} from './of-use.ts'

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
  /** What the CA's checks mind stands in it. */
  saysChecks?: true
  /** Whether anybody still needs it at the moment it is sent. */
  isOfUse: IsOfUse
}

/** How each mail goes out. */
export const MAILS = {
  'configuration-needed': {
    link: 'configuration-link',
    addressee: 'customer',
    isOfUse: waitsForConfiguration,
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
    isOfUse: waitsForCsr,
  },
  'renewal-due': { link: 'order', addressee: 'certificate-owner', isOfUse: endsWithoutSuccessor },
  'documents-needed': {
    link: 'documents',
    addressee: 'certificate-owner',
    isOfUse: waitsForDocuments,
  },
  'document-rejected': {
    link: 'documents',
    addressee: 'certificate-owner',
    saysReasons: true,
    isOfUse: waitsForDocuments,
  },
  'check-failed': {
    link: 'verification',
    addressee: 'certificate-owner',
    saysChecks: true,
    isOfUse: waitsForMending,
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
    isOfUse: waitsForConfiguration,
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
    isOfUse: waitsForDocuments,
  },
} as const satisfies Record<MailName, MailKind>
