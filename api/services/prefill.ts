import type { CustomerInput } from '../../domain/customer.ts'
import type { Entered } from './entered-configuration.ts'

/** The customer's record, as the contacts that most orders want. */
export function prefillOf(customer: CustomerInput): Entered {
  const { firstName, lastName, email } = customer
  const phone = customer.phone ?? undefined
  return {
    contact: { firstName, lastName, email, phone },
    administrativeContact: {
      firstName,
      lastName,
      email,
      phone,
      organization: customer.company ?? undefined,
      address1: customer.address1 ?? undefined,
      address2: customer.address2 ?? undefined,
      city: customer.city ?? undefined,
      state: customer.state ?? undefined,
      postalCode: customer.postalCode ?? undefined,
      country: customer.country ?? undefined,
    },
  }
}
