import type { Database } from '../core/database.ts'
import { readSetting, writeSetting } from '../core/settings.ts'
import { DAY_MS, type RevocationReason } from '../core/types.ts'
import type { Signer } from './ca-certificates.ts'
import { signingAlgorithmOf } from './keys.ts'
import {
  AsnConvert,
  AsnName,
  AuthorityKeyIdentifierExtension,
  CertificateIssuer,
  CRLNumber,
  Extension,
  GeneralName,
  IssuingDistributionPoint,
  id_ce_certificateIssuer,
  id_ce_cRLNumber,
  id_ce_issuingDistributionPoint,
  X509CrlGenerator,
  X509CrlReason,
} from './x509.ts'

export interface RevokedEntry {
  serialNumber: string
  revokedAt: Date
  reason: RevocationReason | null
  /** Since when the key is said to have been compromised. */
  invalidFrom: Date | null
  /** Who issued it; said only in a list that holds certificates of others. */
  issuer?: Signer
}

interface ListRequest {
  entries: readonly RevokedEntry[]
  at: Date
  number: number
}

const LIFE_MS = 7 * DAY_MS

/** A complete CRL of one signer in DER, dated `at`, good for a week. */
export async function makeRevocationList(signer: Signer, request: ListRequest): Promise<Buffer> {
  return makeList(signer, request, [])
}

/** One list of what several issuers revoked, an indirect CRL (RFC 5280 5.2.5): each entry says its issuer. */
export async function makeCombinedList(signer: Signer, request: ListRequest): Promise<Buffer> {
  const scope = new IssuingDistributionPoint({ indirectCRL: true })
  return makeList(signer, request, [
    new Extension(id_ce_issuingDistributionPoint, true, AsnConvert.serialize(scope)),
  ])
}

async function makeList(
  signer: Signer,
  { entries, at, number }: ListRequest,
  extensions: Extension[],
): Promise<Buffer> {
  const list = await X509CrlGenerator.create({
    issuer: signer.certificate.subjectName,
    thisUpdate: at,
    nextUpdate: new Date(at.getTime() + LIFE_MS),
    signingKey: signer.key,
    signingAlgorithm: signingAlgorithmOf(signer.key),
    extensions: [
      await AuthorityKeyIdentifierExtension.create(signer.certificate.publicKey),
      new Extension(id_ce_cRLNumber, false, AsnConvert.serialize(new CRLNumber(number))),
      ...extensions,
    ],
    entries: entries.map(({ serialNumber, revokedAt, reason, invalidFrom, issuer }) => ({
      serialNumber,
      revocationDate: revokedAt,
      ...reasonOf(reason),
      ...(invalidFrom === null ? {} : { invalidity: invalidFrom }),
      ...(issuer === undefined ? {} : { extensions: [issuedBy(issuer)] }),
    })),
  })
  return Buffer.from(list.rawData)
}

function issuedBy(issuer: Signer): Extension {
  const directoryName = AsnConvert.parse(issuer.certificate.subjectName.toArrayBuffer(), AsnName)
  const value = new CertificateIssuer([new GeneralName({ directoryName })])
  return new Extension(id_ce_certificateIssuer, true, AsnConvert.serialize(value))
}

/** "Unspecified" is said by leaving the reason out (TLS baseline requirements 7.2.2). */
function reasonOf(reason: RevocationReason | null): { reason?: X509CrlReason } {
  const code = reasonCode(reason)
  return code === null ? {} : { reason: code }
}

/** The code that lists and OCSP answers give for a reason; null where they give none. */
export function reasonCode(reason: RevocationReason | null): number | null {
  switch (reason) {
    case 'KEYCOMPROMISE':
      return X509CrlReason.keyCompromise
    case 'AFFILIATIONCHANGED':
      return X509CrlReason.affiliationChanged
    case 'CESSATIONOFOPERATION':
      return X509CrlReason.cessationOfOperation
    case 'SUPERSEDED':
      return X509CrlReason.superseded
    case 'UNSPECIFIED':
    case null:
      return null
  }
}

/**
 * The next number of a list: they only ever grow (RFC 5280 5.2.3), also when the clock is set back, and are beyond those
 * that older versions took from the clock, seconds since 1970.
 */
export function nextListNumber(database: Database, list: string, at: Date): number {
  const name = `ca.${list}.listNumber`
  const last = Number(readSetting(database, name) ?? 0)
  const next = Math.max(last + 1, Math.floor(at.getTime() / 1000))
  writeSetting(database, name, String(next))
  return next
}
