import { DAY_MS, type RevocationReason } from '../core/types.ts'
import type { Signer } from './ca-certificates.ts'
import { certifiedReason } from './reason.ts'
import { signatureAlgorithmOf, signatureOf, wholeSeconds } from './sign.ts'
import {
  AsnConvert,
  AsnExtension,
  AsnName,
  AuthorityKeyIdentifierExtension,
  CertificateIssuer,
  CertificateList,
  CRLNumber,
  GeneralName,
  InvalidityDate,
  IssuingDistributionPoint,
  id_ce_certificateIssuer,
  id_ce_cRLNumber,
  id_ce_cRLReasons,
  id_ce_invalidityDate,
  id_ce_issuingDistributionPoint,
  OctetString,
  RevokedCertificate,
  TBSCertList,
  Time,
  Version,
} from './x509.ts'

export interface RevokedEntry {
  /** Upper-case hex. */
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
  return makeList(signer, request, [extension(id_ce_issuingDistributionPoint, scope, true)])
}

/** Written by the schema, as the library's generator gives entries without extensions an empty list of them. */
async function makeList(
  signer: Signer,
  { entries, at, number }: ListRequest,
  extensions: AsnExtension[],
): Promise<Buffer> {
  const keyIdentifier = await AuthorityKeyIdentifierExtension.create(signer.certificate.publicKey)
  const tbsCertList = new TBSCertList({
    version: Version.v2,
    signature: signatureAlgorithmOf(signer),
    issuer: nameOf(signer),
    thisUpdate: new Time(wholeSeconds(at)),
    nextUpdate: new Time(wholeSeconds(new Date(at.getTime() + LIFE_MS))),
    ...(entries.length === 0 ? {} : { revokedCertificates: entries.map(revokedCertificate) }),
    crlExtensions: [
      AsnConvert.parse(keyIdentifier.rawData, AsnExtension),
      extension(id_ce_cRLNumber, new CRLNumber(number)),
      ...extensions,
    ],
  })
  const list = new CertificateList({
    tbsCertList,
    signatureAlgorithm: signatureAlgorithmOf(signer),
    signature: signatureOf(signer, AsnConvert.serialize(tbsCertList)),
  })
  return Buffer.from(AsnConvert.serialize(list))
}

function revokedCertificate(entry: RevokedEntry): RevokedCertificate {
  const extensions = entryExtensions(entry)
  return new RevokedCertificate({
    userCertificate: positiveInteger(entry.serialNumber),
    revocationDate: new Time(wholeSeconds(entry.revokedAt)),
    ...(extensions.length === 0 ? {} : { crlEntryExtensions: extensions }),
  })
}

function entryExtensions({ reason, invalidFrom, issuer }: RevokedEntry): AsnExtension[] {
  const code = certifiedReason(reason)
  const extensions: AsnExtension[] = []
  if (code !== null) extensions.push(extension(id_ce_cRLReasons, code))
  if (invalidFrom !== null) {
    extensions.push(extension(id_ce_invalidityDate, new InvalidityDate(wholeSeconds(invalidFrom))))
  }
  if (issuer !== undefined) {
    const names = new CertificateIssuer([new GeneralName({ directoryName: nameOf(issuer) })])
    extensions.push(extension(id_ce_certificateIssuer, names, true))
  }
  return extensions
}

function extension(extnID: string, value: object, critical = false): AsnExtension {
  return new AsnExtension({ extnID, critical, extnValue: new OctetString(AsnConvert.serialize(value)) })
}

function nameOf({ certificate }: Signer): AsnName {
  return AsnConvert.parse(certificate.subjectName.toArrayBuffer(), AsnName)
}

/** The octets of a DER INTEGER: with a zero in front where the first bit would make it negative. */
function positiveInteger(hex: string): ArrayBuffer {
  return new Uint8Array(Buffer.from(hex >= '80' ? `00${hex}` : hex, 'hex')).buffer
}
