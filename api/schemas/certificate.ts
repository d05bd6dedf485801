import { z } from 'zod'
import { instant } from './common.ts'
import { certificateSummary } from './order.ts'

export const key = z
  .strictObject({
    algorithm: z.enum(['RSA', 'EC']),
    bits: z.int(),
    curve: z.string().exactOptional(),
    exponent: z.string().exactOptional(),
    spkiSha256: z.string(),
  })
  .meta({ id: 'Key' })

export const subjectFields = z.record(z.string(), z.string()).meta({ id: 'SubjectFields' })

export const certificateList = z
  .strictObject({ items: z.array(certificateSummary) })
  .meta({ id: 'CertificateList' })

/** Everything people ask a certificate about. */
export const certificateDetails = certificateSummary
  .extend({
    subject: subjectFields,
    subjectDn: z.string(),
    issuerDn: z.string(),
    key,
    fingerprints: z.strictObject({ sha1: z.string(), sha256: z.string() }),
    pem: z.string(),
    revokedByCaAt: instant
      .nullable()
      .meta({ description: 'When the CA revokes it because a reissue replaced it; null: it does not' }),
    chain: z
      .array(
        z.strictObject({
          subject: z.string(),
          issuer: z.string(),
          serialNumber: z.string(),
          notBefore: z.string(),
          notAfter: z.string(),
          fingerprints: z.strictObject({ sha256: z.string() }),
          pem: z.string(),
        }),
      )
      .meta({ description: 'What is above it, up to the root' }),
  })
  .meta({ id: 'Certificate' })

export type CertificateDetails = z.output<typeof certificateDetails>
