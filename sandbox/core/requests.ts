/** What callers send, as far as the sandbox understands it: everything may be missing, nothing is checked yet. */

export interface OrderParameters {
  csr?: string | undefined
  customer?: string | undefined
  language?: string | undefined
  orderId?: string | undefined
  productCode?: string | undefined
  userAgent?: string | undefined
  hashAlgorithm?: string | undefined
  email?: string | undefined
  commonName?: string | undefined
  organization?: string | undefined
  organizationalUnit?: string | undefined
  locality?: string | undefined
  country?: string | undefined
  state?: string | undefined
  serialNumber?: string | undefined
  businessCategory?: string | undefined
  streetAddress?: string | undefined
  postalCode?: string | undefined
  jurisdictionLocality?: string | undefined
  jurisdictionState?: string | undefined
  jurisdictionCountry?: string | undefined
  revocationContactEmail?: string | undefined
  shortenedValidityPeriod?: string | undefined
  givenName?: string | undefined
  surname?: string | undefined
  /** An old element that is refused with a number of its own. */
  hasValidityPeriod?: boolean | undefined
}

export interface ApproverRequest {
  method?: string | undefined
  email?: string | undefined
  prefix?: string | undefined
  notify?: string | undefined
}

export interface RequestorRequest {
  email?: string | undefined
  firstName?: string | undefined
  lastName?: string | undefined
  phone?: string | undefined
}

export interface OrderRequest {
  parameters?: OrderParameters | undefined
  approver?: ApproverRequest | undefined
  requestor?: RequestorRequest | undefined
  organization?: { taxNumber?: string | undefined } | undefined
  /** Undefined when SANEntries is missing altogether. */
  names?: readonly string[] | undefined
}

export interface Credentials {
  userName?: string | undefined
  password?: string | undefined
}

export interface DocumentRequest {
  type?: string | undefined
  description?: string | undefined
  /** Contents in base64. Undefined when the element is missing. */
  files?: readonly { fileName?: string | undefined; content?: string | undefined }[] | undefined
}

export interface VerifyOrderRequest {
  orderId?: string | undefined
  note?: string | undefined
  documents?: readonly DocumentRequest[] | undefined
}

/** An earlier certificate: by its serial number or in PEM. */
export interface CertificateReference {
  serialNumber?: string | undefined
  pem?: string | undefined
}

export interface ReissueRequest extends CertificateReference {
  csr?: string | undefined
  hashAlgorithm?: string | undefined
  approver?: ApproverRequest | undefined
  /** Names to add. */
  names?: readonly string[] | undefined
}

export interface RenewalRequest extends CertificateReference {
  csr?: string | undefined
  customer?: string | undefined
  productCode?: string | undefined
  hashAlgorithm?: string | undefined
  approver?: ApproverRequest | undefined
  revocationContactEmail?: string | undefined
  shortenedValidityPeriod?: string | undefined
}
