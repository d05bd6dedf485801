import type { OrderRequest } from '../../sandbox/core/requests.ts'
import { REQUESTOR } from '../sandbox/core-orders.ts'

/** A kind of certificate to be looked at by linters: the product, and what is ordered of it. */
export interface Kind {
  label: string
  productCode: string
  names?: readonly string[]
  parameters?: OrderRequest['parameters']
}

const ORGANIZATION = {
  organization: 'Przykład Sp. z o.o.',
  country: 'PL',
  state: 'łódzkie',
  locality: 'Łódź',
}
const EXTENDED = {
  ...ORGANIZATION,
  serialNumber: '0000123456',
  businessCategory: 'Private Organization',
  jurisdictionCountry: 'PL',
  streetAddress: 'ul. Piotrkowska 1',
  postalCode: '90-001',
}
const PERSON = { givenName: 'Anna', surname: 'Żółw' }
const MAILBOX = { email: 'anna@example.com' }
const LONG_NAME = `${'a'.repeat(60)}.shop.example.com`

/** Every profile the sandbox has, with the names that are likely to matter: linters know real top-level domains only. */
export const KINDS: readonly Kind[] = [
  { label: 'DV', productCode: '601', names: ['Shop.Example.com', 'www.shop.example.com'] },
  { label: 'DV wildcard', productCode: '741', names: ['*.example.com', 'example.com'] },
  { label: 'DV address', productCode: '601', names: ['93.184.216.34'] },
  {
    label: 'DV multi',
    productCode: '931',
    names: ['a.example.com', 'żółw.example.com', LONG_NAME, '93.184.216.34', '2606:2800:220:1::1946'],
  },
  { label: 'DV multi wildcard', productCode: '961', names: ['*.a.example.com', 'a.example.com'] },
  { label: 'OV', productCode: '631', names: ['shop.example.com'], parameters: ORGANIZATION },
  {
    label: 'OV without state',
    productCode: '921',
    names: ['shop.example.com', '93.184.216.34'],
    parameters: { ...ORGANIZATION, state: '' },
  },
  { label: 'EV', productCode: '641', names: ['shop.example.com'], parameters: EXTENDED },
  {
    label: 'EV of a place',
    productCode: '981',
    names: ['shop.example.com', 'example.com'],
    parameters: { ...EXTENDED, jurisdictionState: 'mazowieckie', jurisdictionLocality: 'Warszawa' },
  },
  { label: 'mailbox', productCode: '511', parameters: MAILBOX },
  { label: 'individual', productCode: '521', parameters: { ...MAILBOX, ...PERSON } },
  { label: 'sponsor', productCode: '531', parameters: { ...MAILBOX, ...PERSON, ...ORGANIZATION } },
  { label: 'organization', productCode: '541', parameters: { ...MAILBOX, ...ORGANIZATION } },
  { label: 'code of an organization', productCode: '551', parameters: ORGANIZATION },
  {
    label: 'code of a person',
    productCode: '571',
    parameters: { ...PERSON, country: 'PL', locality: 'Łódź' },
  },
]

/** The order for one of them with somebody's key. */
export function orderOf({ productCode, names, parameters }: Kind, csr: string): OrderRequest {
  const method = names?.some((name) => /^[\d.]+$/.test(name)) ? 'FILE' : 'DNS_TXT_PREFIX'
  const [commonName] = names ?? []
  return {
    requestor: REQUESTOR,
    organization: { taxNumber: 'PL 525-000-00-00' },
    parameters: {
      csr,
      customer: 'c',
      productCode,
      ...(commonName === undefined ? {} : { commonName }),
      ...parameters,
    },
    ...(names === undefined ? {} : { names, approver: { method } }),
  }
}
