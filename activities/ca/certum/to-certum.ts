import type { CaOrderRequest, CaSubject, ControlRequest } from '../port.ts'
import type { NewCertumOrder, OrderParameters, SanApprover } from './types.ts'

/** Our order in Certum's words. */
export function certumOrder(order: CaOrderRequest): NewCertumOrder {
  const { contact, verification } = order
  return {
    approver: verification && certumApprover(verification),
    parameters: {
      csr: order.csr,
      customer: order.customerLabel,
      language: order.language,
      orderId: order.caOrderId,
      productCode: order.productCode,
      hashAlgorithm: given(order.hashAlgorithm),
      revocationContactEmail: given(order.revocationEmail),
      ...certumSubject(order.subject ?? {}),
    },
    taxIdentificationNumber: given(order.organization?.taxNumber),
    requestor: {
      email: contact.email,
      firstName: contact.firstName,
      lastName: contact.lastName,
      phone: given(contact.phone),
    },
    names: order.names,
  }
}

/** The same order without its id: the CA would answer that the id of an order already placed is taken. */
export function certumOrderToCheck(order: CaOrderRequest): NewCertumOrder {
  const whole = certumOrder(order)
  return { ...whole, parameters: { ...whole.parameters, orderId: undefined } }
}

/** Certum refuses a prefix beside an address, and each where the other belongs (2158, 2159, 2160). */
export function certumApprover(control: ControlRequest): SanApprover {
  if (control.method === 'ADMIN') {
    return {
      approverMethod: 'ADMIN',
      approverEmailPrefix: control.emailPrefix,
      verificationNotificationEnabled: control.notify ?? true,
    }
  }
  const approverEmail = given(control.email)
  return {
    approverMethod: control.method,
    approverEmail,
    verificationNotificationEnabled: control.notify ?? approverEmail !== undefined,
  }
}

function certumSubject(subject: CaSubject): Partial<OrderParameters> {
  return {
    email: given(subject.email),
    commonName: given(subject.commonName),
    organization: given(subject.organization),
    locality: given(subject.locality),
    country: given(subject.country),
    state: given(subject.state),
    serialNumber: given(subject.serialNumber),
    businessCategory: given(subject.businessCategory),
    streetAddress: given(subject.streetAddress),
    postalCode: given(subject.postalCode),
    jurisdictionLocality: given(subject.jurisdictionLocality),
    jurisdictionState: given(subject.jurisdictionState),
    jurisdictionCountry: given(subject.jurisdictionCountry),
    givenName: given(subject.givenName),
    surname: given(subject.surname),
  }
}

/** An empty form field is no value: sent, it would blank what the CSR says. */
export function given(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text
}
