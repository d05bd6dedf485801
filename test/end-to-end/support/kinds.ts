import assert from 'node:assert/strict'
import { makeCsr } from '../../api/csr-maker.ts'
import { fresh, newOrder, untilState } from './order-steps.ts'
import type { Order, Rest, Upload, Verification } from './rest.ts'
import type { SandboxDoor } from './sandbox-door.ts'
import { until } from './until.ts'

/** What the catalogue says of a product, as far as a path through the shop depends on it. */
export interface SoldProduct {
  code: string
  name: string
  kind: string
  validation: string | null
  methods: string[]
  requiredFields: string[]
  requiredDocuments: string[]
  enabled: boolean
}

/** One path through the shop: a product, and the way its names are proven; null where it has none. */
export interface Path {
  product: SoldProduct
  method: string | null
  /** An address in the name's place. */
  ip?: string
}

/** Addresses that nobody here connects to: the sandbox's file host answers for them. */
const ADDRESSES = ['8.8.4.4', '9.9.9.9']

/** Products that take an address in the name's place; only a file proves it (CA error 2171). */
export function addressPathsOf(products: readonly SoldProduct[]): Path[] {
  const taking = products.filter(({ kind, validation }) => kind === 'ssl' && validation !== 'EV')
  return taking.map((product, index) => ({ product, method: 'FILE', ip: ADDRESSES[index] ?? '' }))
}

/** A file proves no wildcard, so there is no such path. */
export function pathsOf(products: readonly SoldProduct[]): Path[] {
  return products.flatMap((product): Path[] => {
    if (product.methods.length === 0) return [{ product, method: null }]
    const methods = product.methods.filter(
      (method) => method !== 'FILE' || !product.kind.includes('wildcard'),
    )
    return methods.map((method) => ({ product, method }))
  })
}

function namesFor(kind: string, domain: string): string[] | undefined {
  switch (kind) {
    case 'ssl':
      return [domain, `www.${domain}`]
    case 'ssl-multi':
      return [domain, `shop.${domain}`, `mail.${domain}`]
    case 'ssl-wildcard':
      return [`*.${domain}`, domain]
    case 'ssl-multi-wildcard':
      return [domain, `*.${domain}`, `*.shop.${domain}`]
    default:
      return undefined
  }
}

/** Good values for whatever a product wants to know. */
const ENTERED: Record<string, string> = {
  organization: 'Sklep Przykładowy Sp. z o.o.',
  locality: 'Szczecin',
  state: 'zachodniopomorskie',
  country: 'PL',
  serialNumber: '0000233499',
  businessCategory: 'Private Organization',
  jurisdictionCountry: 'PL',
  streetAddress: 'ul. Bajeczna 13',
  postalCode: '71-838',
  givenName: 'Jadwiga',
  surname: 'Kowalska',
}

function subjectFor(product: SoldProduct, email: string): Record<string, string> {
  const fields = product.requiredFields
    .flatMap((rule) => rule.split('|'))
    .filter((field) => field.startsWith('subject.'))
    .map((field) => field.slice('subject.'.length))
  return Object.fromEntries(
    fields.map((field) => [field, field === 'email' ? email : (ENTERED[field] ?? '')]),
  )
}

function storageFor({ kind, name }: SoldProduct, login: string): Record<string, string> {
  if (kind !== 'code-signing') return {}
  return name.includes('SimplySign')
    ? { keyStorage: 'simplysign', simplySignLogin: login }
    : { keyStorage: 'card' }
}

/** All that a client enters for a path, about a domain or mailbox that no other order has. */
export async function configurationFor({ product, method, ip }: Path, domain: string): Promise<object> {
  const email = `jadwiga@${domain}`
  const names = ip === undefined ? namesFor(product.kind, domain) : [ip]
  const commonName = names?.[0] ?? (product.kind === 'smime' ? email : (ENTERED.organization ?? ''))
  return {
    csr: await makeCsr(product.kind === 'smime' || product.kind === 'code-signing' ? null : commonName),
    ...(names === undefined ? {} : { names }),
    subject: subjectFor(product, email),
    ...storageFor(product, email),
    ...(method === null ? {} : { verification: controlFor(method) }),
    contact: { firstName: 'Jadwiga', lastName: 'Kowalska', email, phone: '+48 91 480 12 00' },
    ...(product.requiredFields.includes('organization.taxNumber')
      ? { organization: { taxNumber: '5170359458' } }
      : {}),
  }
}

function controlFor(method: string): object {
  return method === 'ADMIN' ? { method, emailPrefix: 'HOSTMASTER' } : { method }
}

/** Does what a client does from the order to the certificate: enters, publishes, clicks, hands in. Nothing else. */
export class Client {
  readonly #rest: Rest
  readonly #upload: Upload
  readonly #sandbox: SandboxDoor

  constructor(rest: Rest, upload: Upload, sandbox: SandboxDoor) {
    this.#rest = rest
    this.#upload = upload
    this.#sandbox = sandbox
  }

  /** Orders, and gives the order once the CA has it. */
  async order(path: Path, domain = `${fresh().domain.split('.')[0]}.test`): Promise<Order> {
    const configuration = await configurationFor(path, domain)
    const body = newOrder(fresh().reference, { product: path.product.code, configuration })
    const answer = await this.#rest('POST', '/orders', body)
    assert.ok([201, 202].includes(answer.status), JSON.stringify(answer.body))
    return untilState(this.#rest, answer.body.id, 'verifying', 120_000)
  }

  /** From an order that the CA has to its certificate. */
  async prove(path: Path, order: Order, timeoutMs = 120_000): Promise<Order> {
    if (path.method !== null) await this.publish(order)
    if (path.product.kind === 'smime') await this.clickLinks(order)
    if (path.product.requiredDocuments.length > 0) await this.handIn(path, order)
    return untilState(this.#rest, order.id, 'issued', timeoutMs)
  }

  /** Publishes every record and file, and clicks on every link, that the order's verification asks for. */
  async publish(order: Order): Promise<void> {
    const { instructions } = await this.#verification(order, ({ instructions }) => instructions.length > 0)
    for (const { host, recordType, value, url, body } of instructions) {
      if (host !== undefined && recordType !== undefined && value !== undefined)
        await this.#sandbox.publish(host, recordType, [value])
      if (url !== undefined && body !== undefined) await this.#serve(new URL(url), body)
    }
    if (instructions.some(({ type }) => type === 'email')) await this.clickLinks(order)
  }

  #serve({ hostname, pathname }: URL, body: string): Promise<unknown> {
    return this.#sandbox.call('PUT', `/http/${hostname}`, { path: pathname, body })
  }

  /** Opens the links of all messages that the CA sent for an order and presses the button there. */
  async clickLinks(order: Order): Promise<void> {
    const { caOrder } = await this.#verification(order, ({ caOrder }) => caOrder !== null)
    const links = await until(`the CA's message about ${caOrder} is there`, async () => {
      const { items } = await this.#sandbox.mails(caOrder ?? '-')
      const all = items.flatMap((mail) => mail.links ?? [])
      return all.length > 0 ? all : null
    })
    for (const link of links) {
      const target = new URL(link)
      target.pathname = '/domain-verification'
      await fetch(target, { method: 'POST' })
    }
  }

  /** Hands in every document the product needs, which a person at the CA then accepts. */
  async handIn(path: Path, order: Order): Promise<void> {
    await this.upload(path, order)
    await this.acceptDocuments(order, path.product.requiredDocuments.length)
  }

  /** Hands in every document the product needs. */
  async upload({ product }: Path, order: Order): Promise<void> {
    for (const type of product.requiredDocuments) {
      const answer = await this.#upload(
        `/orders/${order.id}/documents`,
        { type, description: `${type} of a shop` },
        [{ name: `${type.toLowerCase()}.pdf`, content: `%PDF-1.7\n% ${order.id} ${type}\n%%EOF\n` }],
      )
      assert.ok([200, 201, 202].includes(answer.status), JSON.stringify(answer.body))
    }
  }

  async acceptDocuments(order: Order, count: number): Promise<void> {
    const caOrder = order.caOrders.at(-1)?.id ?? ''
    const open = await until(`the CA has the documents of ${caOrder}`, async () => {
      const { items } = await this.#sandbox.documentsOf(caOrder)
      return items.length >= count ? items : null
    })
    for (const { id, state } of open)
      if (state === 'NEW') await this.#sandbox.call('POST', `/documents/${id}/accept`)
  }

  #verification(order: Order, isReady: (verification: Verification) => boolean): Promise<Verification> {
    return until(`the proof of ${order.id} is known`, async () => {
      const { status, body } = await this.#rest<Verification>('GET', `/orders/${order.id}/verification`)
      return status === 200 && isReady(body) ? body : null
    })
  }
}
