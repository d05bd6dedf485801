/** What callers send, as far as the sandbox understands it: everything may be missing, nothing is checked yet. */

export interface OrderParameters {
  csr?: string
  customer?: string
  language?: string
  orderId?: string
  productCode?: string
  userAgent?: string
  hashAlgorithm?: string
  email?: string
  commonName?: string
  organization?: string
  organizationalUnit?: string
  locality?: string
  country?: string
  state?: string
  serialNumber?: string
  businessCategory?: string
  streetAddress?: string
  postalCode?: string
  jurisdictionLocality?: string
  jurisdictionState?: string
  jurisdictionCountry?: string
  revocationContactEmail?: string
  shortenedValidityPeriod?: string
  givenName?: string
  surname?: string
  /** An old element that is refused with a number of its own. */
  hasValidityPeriod?: boolean
}

export interface ApproverRequest {
  method?: string
  email?: string
  prefix?: string
  notify?: string
}

export interface RequestorRequest {
  email?: string
  firstName?: string
  lastName?: string
  phone?: string
}

export interface OrderRequest {
  parameters?: OrderParameters
  approver?: ApproverRequest
  requestor?: RequestorRequest
  organization?: { taxNumber?: string }
  /** Undefined when SANEntries is missing altogether. */
  names?: readonly string[]
}

export interface Credentials {
  userName?: string
  password?: string
}
