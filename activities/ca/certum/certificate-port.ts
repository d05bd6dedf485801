import type { RevocationReason } from '../../../domain/revocation.ts'
import type {
  CaExpiringCertificate,
  CaPort,
  CaReissueRequest,
  CaRenewalRequest,
  CaRevocationRequest,
  PlacedOrder,
} from '../port.ts'
import { REISSUE_FIELDS, RENEWAL_FIELDS } from './body-fields.ts'
import type { CertumReissue, CertumRenewal, CertumRevocation } from './certificate-types.ts'
import type { CertumClient } from './client.ts'
import { expiringCertificates } from './expiring-certificates.ts'
import { domainControl } from './from-certum.ts'
import { inOurWords, unlessRefusedAs } from './in-our-words.ts'
import { certumApprover, given } from './to-certum.ts'
import type { PlacedCertumOrder } from './types.ts'
import type { RevocationWord } from './words.ts'

type CertificatePort = Pick<
  CaPort,
  'expiringCertificates' | 'renewOrder' | 'reissueCertificate' | 'revokeCertificate'
>

/** Certificates that are there, and those that follow them, of the port. */
export function certificatePort(client: CertumClient): CertificatePort {
  return {
    expiringCertificates: (withinDays) =>
      inOurWords(async () => (await expiringCertificates(client, withinDays)).map(expiringCertificate)),
    renewOrder: (request) =>
      inOurWords(async () => placed(await client.renewCertificate(certumRenewal(request))), RENEWAL_FIELDS),
    reissueCertificate: (request) =>
      inOurWords(async () => placed(await client.reissueCertificate(certumReissue(request))), REISSUE_FIELDS),
    revokeCertificate: (request) =>
      unlessRefusedAs<'revoking' | 'already'>(
        ['already-revoked', 'revocation-running'],
        async () => {
          await client.revokeCertificate(certumRevocation(request))
          return 'revoking'
        },
        'already',
      ),
  }
}

function placed({ orderId, sanVerification }: PlacedCertumOrder): PlacedOrder {
  return { caOrderId: orderId, placed: 'now', control: domainControl(sanVerification) }
}

function expiringCertificate(
  found: Awaited<ReturnType<typeof expiringCertificates>>[number],
): CaExpiringCertificate {
  return {
    caOrderId: found.orderId,
    serialNumber: found.serialNumber,
    expiresAt: found.expiringDate,
    daysLeft: found.validityDaysLeft,
  }
}

function certumRenewal(request: CaRenewalRequest): CertumRenewal {
  return {
    approver: request.control && certumApprover(request.control),
    csr: request.csr,
    customer: request.customerLabel,
    productCode: request.productCode,
    of: request.of,
    hashAlgorithm: given(request.hashAlgorithm),
    revocationContactEmail: given(request.revocationEmail),
    shortenedValidityPeriod: given(request.lastDay),
  }
}

function certumReissue(request: CaReissueRequest): CertumReissue {
  return {
    of: request.of,
    hashAlgorithm: given(request.hashAlgorithm),
    csr: given(request.csr),
    approver: request.control && certumApprover(request.control),
    names: request.addNames,
  }
}

const REASON_WORDS: Record<RevocationReason, RevocationWord> = {
  unspecified: 'UNSPECIFIED',
  keyCompromise: 'KEYCOMPROMISE',
  cessationOfOperation: 'CESSATIONOFOPERATION',
  superseded: 'SUPERSEDED',
  affiliationChanged: 'AFFILIATIONCHANGED',
}

function certumRevocation(request: CaRevocationRequest): CertumRevocation {
  return {
    serialNumber: request.serialNumber,
    revocationReason: REASON_WORDS[request.reason],
    keyCompromitationDate: given(request.compromisedOn),
    note: given(request.note),
  }
}
