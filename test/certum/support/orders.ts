import type {
  CertumReissue,
  CertumRenewal,
  CertumRevocation,
} from '../../../activities/ca/certum/certificate-types.ts'
import type { CertumUpload } from '../../../activities/ca/certum/evidence-types.ts'
import type { NewCertumOrder } from '../../../activities/ca/certum/types.ts'
import type { CaOrderRequest } from '../../../activities/ca/port.ts'

export const CSR = '-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----\n'

/** Every field there is, each with a text of its own. */
export const FULL_ORDER: NewCertumOrder = {
  names: ['example.com', 'www.example.com'],
  requestor: { phone: '+48 600', lastName: 'Kowalska', firstName: 'Anna', email: 'anna@example.com' },
  taxIdentificationNumber: 'PL1234563218',
  parameters: {
    surname: 'Kowalska',
    givenName: 'Anna',
    shortenedValidityPeriod: '2027-01-31',
    revocationContactEmail: 'revoke@example.com',
    jurisdictionCountry: 'PL',
    jurisdictionState: 'zachodniopomorskie',
    jurisdictionLocality: 'Szczecin',
    postalCode: '70-001',
    streetAddress: 'Jasna 1',
    businessCategory: 'Private Organization',
    serialNumber: '0000012345',
    state: 'zachodniopomorskie',
    country: 'PL',
    locality: 'Szczecin',
    organizationalUnit: 'IT',
    organization: 'Zażółć & Syn <sp. z o.o.>',
    commonName: 'example.com',
    email: 'anna@example.com',
    hashAlgorithm: 'RSA-SHA256',
    userAgent: 'test',
    productCode: '641',
    orderId: 'order-1',
    language: 'pl',
    customer: 'order-1',
    csr: CSR,
  },
  approver: {
    verificationNotificationEnabled: false,
    approverEmailPrefix: 'ADMIN',
    approverEmail: 'anna@example.com',
    approverMethod: 'DNS_TXT_PREFIX',
  },
}

const FILE = { content: 'JVBERi0=', fileName: 'a.pdf' }

export const UPLOAD: CertumUpload = {
  documents: [
    { files: [FILE, { ...FILE, fileName: 'b.pdf' }], type: 'ORGANIZATION', description: 'extract' },
    { files: [FILE], type: 'AUTHORIZATION', description: 'letter' },
  ],
  orderId: 'o-1',
  note: 'documents',
}

export const RENEWAL: CertumRenewal = {
  shortenedValidityPeriod: '2027-01-31',
  revocationContactEmail: 'revoke@example.com',
  userAgent: 'test',
  hashAlgorithm: 'RSA-SHA256',
  of: { pem: 'MII' },
  productCode: '606',
  customer: 'order-1',
  csr: CSR,
  approver: FULL_ORDER.approver,
}

export const REISSUE: CertumReissue = {
  userAgent: 'test',
  names: ['a.example.com', 'b.example.com'],
  approver: FULL_ORDER.approver,
  csr: CSR,
  hashAlgorithm: 'RSA-SHA256',
  of: { serialNumber: 'AB' },
}

export const REVOCATION: CertumRevocation = {
  serialNumber: 'AB',
  revocationReason: 'KEYCOMPROMISE',
  note: 'stolen',
  keyCompromitationDate: '2026-09-01',
}

export const ORDER: CaOrderRequest = {
  caOrderId: 'order-1-1',
  customerLabel: 'order-1',
  productCode: '601',
  language: 'pl',
  csr: CSR,
  names: ['example.com'],
  verification: { method: 'DNS_TXT_PREFIX' },
  contact: { firstName: 'Anna', lastName: 'Kowalska', email: 'anna@example.com', phone: '' },
}
