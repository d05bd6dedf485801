/** A customer as a billing system knows it. `reference` is the billing system's own id. */
export interface CustomerInput {
  reference: string
  firstName: string
  lastName: string
  company: string | null
  taxId: string | null
  address1: string | null
  address2: string | null
  city: string | null
  state: string | null
  postalCode: string | null
  country: string | null
  phone: string | null
  email: string
  language: 'pl' | 'en'
}

/** How a customer is called: the company where there is one, else the person. */
export function customerName(customer: Pick<CustomerInput, 'firstName' | 'lastName' | 'company'>): string {
  return customer.company ?? `${customer.firstName} ${customer.lastName}`
}
