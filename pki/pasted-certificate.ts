import { type CertificateInspection, inspectCertificate } from './certificate.ts'
import { splitPemBundle } from './pem.ts'
import { PkiError } from './problem.ts'

/** A certificate as a person pasted it, with what stood beside it. */
export type PastedCertificate =
  | { ok: true; certificate: CertificateInspection; others: string[] }
  | { ok: false; code: 'certificate-unreadable' | 'private-key-sent' }

/**
 * Finds the certificate that is meant in a pasted text, which may hold its chain too, in any order: the first that is no
 * CA's, else the first. Never throws.
 */
export function readPastedCertificate(text: string): PastedCertificate {
  try {
    const pasted = splitPemBundle(text).map((pem) => inspectCertificate(pem))
    const certificate = pasted.find(({ isCa }) => !isCa) ?? pasted[0]
    if (certificate === undefined) return { ok: false, code: 'certificate-unreadable' }
    const others = pasted.filter((each) => each !== certificate).map(({ pem }) => pem)
    return { ok: true, certificate, others }
  } catch (error) {
    const isKey = error instanceof PkiError && error.problem.code === 'private-key-sent'
    return { ok: false, code: isKey ? 'private-key-sent' : 'certificate-unreadable' }
  }
}
