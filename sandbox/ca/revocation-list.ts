import type { RevocationReason } from '../core/types.ts'
import { DAY_MS } from '../core/types.ts'
import type { Signer } from './authority.ts'
import { SIGNING_ALGORITHM } from './keys.ts'
import { AuthorityKeyIdentifierExtension, Extension, X509CrlGenerator, X509CrlReason } from './x509.ts'

interface RevokedEntry {
  serialNumber: string
  revokedAt: Date
  reason: RevocationReason | null
}

const CRL_NUMBER = '2.5.29.20'
const LIFE_MS = 7 * DAY_MS

/** A complete CRL of one signer in DER, dated `at`, good for a week. */
export async function makeRevocationList(
  signer: Signer,
  entries: readonly RevokedEntry[],
  at: Date,
): Promise<Buffer> {
  const list = await X509CrlGenerator.create({
    issuer: signer.certificate.subjectName,
    thisUpdate: at,
    nextUpdate: new Date(at.getTime() + LIFE_MS),
    signingKey: signer.key,
    signingAlgorithm: SIGNING_ALGORITHM,
    extensions: [
      await AuthorityKeyIdentifierExtension.create(signer.certificate.publicKey),
      new Extension(CRL_NUMBER, false, derNumber(at)),
    ],
    entries: entries.map(({ serialNumber, revokedAt, reason }) => ({
      serialNumber,
      revocationDate: revokedAt,
      ...reasonOf(reason),
    })),
  })
  return Buffer.from(list.rawData)
}

/** CRL numbers must only ever grow; seconds since 1970 do. A DER INTEGER, in as few octets as hold it. */
function derNumber(at: Date): Buffer {
  const hex = Math.floor(at.getTime() / 1000).toString(16)
  const even = hex.padStart(hex.length + (hex.length % 2), '0')
  const octets = Buffer.from(even >= '80' ? `00${even}` : even, 'hex')
  return Buffer.concat([Buffer.from([0x02, octets.length]), octets])
}

/** "Unspecified" is said by leaving the reason out (TLS baseline requirements 7.2.2). */
function reasonOf(reason: RevocationReason | null): { reason?: X509CrlReason } {
  switch (reason) {
    case 'KEYCOMPROMISE':
      return { reason: X509CrlReason.keyCompromise }
    case 'AFFILIATIONCHANGED':
      return { reason: X509CrlReason.affiliationChanged }
    case 'CESSATIONOFOPERATION':
      return { reason: X509CrlReason.cessationOfOperation }
    case 'SUPERSEDED':
      return { reason: X509CrlReason.superseded }
    case 'UNSPECIFIED':
    case null:
      return {}
  }
}
