import 'reflect-metadata'
import { randomBytes, webcrypto } from 'node:crypto'
import {
  Pkcs10CertificateRequestGenerator,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'
import { inspectCertificate } from '../../pki/certificate.ts'
import type { NewCertificate } from '../../store/queries/certificates.ts'

const KEY = { name: 'ECDSA', namedCurve: 'P-256' } as const
const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000

/** A certificate as it is kept, with its keys, so that another one can be made on them. */
export interface MadeCertificate extends NewCertificate {
  keys: webcrypto.CryptoKeyPair
}

/** A certificate that began ten days ago and is good for ninety more, unless told otherwise. */
export async function certificateOf(asked: {
  commonName: string
  sameKeyAs?: MadeCertificate
  beganHoursAgo?: number
  daysLeft?: number
}): Promise<MadeCertificate> {
  const keys = asked.sameKeyAs?.keys ?? (await webcrypto.subtle.generateKey(KEY, true, ['sign', 'verify']))
  const { beganHoursAgo = 240, daysLeft = 90 } = asked
  const notBefore = new Date(Date.now() - beganHoursAgo * HOUR_MS)
  const notAfter = new Date(Date.now() + daysLeft * DAY_MS)
  const made = await X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: `0A${randomBytes(8).toString('hex')}`,
      name: `CN=${asked.commonName}`,
      notBefore,
      notAfter,
      keys,
      signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
      extensions: [new SubjectAlternativeNameExtension([{ type: 'dns', value: asked.commonName }])],
    },
    webcrypto,
  )
  const { pem, serialNumber, names, issuer, key } = inspectCertificate(made.toString('pem'))
  return {
    serialNumber,
    caOrderId: 'ca-1',
    pem,
    chain: [],
    notBefore,
    notAfter,
    names,
    issuer,
    status: 'VALID',
    spkiSha256: key.spkiSha256,
    keys,
  }
}

/** A CSR on the key of a certificate. */
export async function csrOn({ keys }: MadeCertificate, commonName: string): Promise<string> {
  const signingAlgorithm = { name: 'ECDSA', hash: 'SHA-256' }
  const request = { name: `CN=${commonName}`, keys, signingAlgorithm }
  return (await Pkcs10CertificateRequestGenerator.create(request, webcrypto)).toString('pem')
}
