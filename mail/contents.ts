import { caCheckOf } from '../domain/ca-checks.ts'
import { type ControlInstruction, controlInstructions } from '../domain/control-instructions.ts'
import { customerName } from '../domain/customer.ts'
import { forbidsIssue } from '../domain/preflight.ts'
import { orderChain } from '../pki/chain.ts'
import { cerFile, pemFile } from '../pki/formats.ts'
import type { Database } from '../store/database.ts'
import { currentCaOrder } from '../store/queries/ca-orders.ts'
import { certificatesOf } from '../store/queries/certificates.ts'
import { commandById } from '../store/queries/commands.ts'
import { lastConfiguration } from '../store/queries/last-configuration.ts'
import type { OrderRecord } from '../store/queries/orders.ts'
import { WHOLE_INSTALLATION } from '../store/tenant.ts'
import { type Language, translate } from '../texts/texts.ts'

export interface Recipient {
  name: string
  address: string
}

export interface Attachment {
  filename: string
  content: string
}

interface Contact {
  firstName?: string
  lastName?: string
  email?: string
}

export function customerOf({ customer }: OrderRecord): Recipient {
  return { name: customerName(customer), address: customer.email }
}

/**
 * Who looks after the certificate: the address that the command named, else the administrative contact of the last
 * configuration, else the customer (row M4). `occasion`: the command that asked for the mail, if one did.
 */
export async function certificateOwner(
  db: Database,
  order: OrderRecord,
  occasion: string,
): Promise<Recipient> {
  const named = (await commandById(db, WHOLE_INSTALLATION, order.id, occasion))?.body as {
    to?: unknown
  } | null
  if (typeof named?.to === 'string' && named.to !== '') return { name: '', address: named.to }
  const contact = (await lastConfiguration(db, order.id))?.body.administrativeContact as Contact | undefined
  if (contact?.email === undefined) return customerOf(order)
  return { name: [contact.firstName, contact.lastName].filter(Boolean).join(' '), address: contact.email }
}

/** What is to be done for the names of the CA order that runs, a line each. */
export async function instructionLines(db: Database, orderId: string, language: Language): Promise<string[]> {
  const row = await currentCaOrder(db, orderId)
  if (row?.email?.verified === false)
    return [translate(language, 'mail:follow-link', { address: row.email.address })]
  if (row === null || row.method === null) return []
  const names = row.names.filter(({ state }) => state !== 'VERIFIED').map(({ name }) => name)
  const { method, code } = row
  return [...new Set(controlInstructions({ method, code, names }).map((each) => lineOf(each, language)))]
}

/** What the CA's checks mind of the CA order that runs, a line each: by our own look where that says it more closely. */
export async function checkLines(db: Database, orderId: string, language: Language): Promise<string[]> {
  const row = await currentCaOrder(db, orderId)
  if (row === null) return []
  return row.systemChecks.map(({ name, method }) => {
    const code = caCheckOf(method)
    const isCaa = code === 'ca-check-caa'
    const seen = row.findings?.items.find((found) => isCaa && found.name === name && forbidsIssue(found))
    const said =
      seen === undefined
        ? translate(language, `pages:ca-check.${code}`)
        : translate(language, `preflight:${seen.code}`, seen.params)
    return `${name}: ${said}`
  })
}

/** Why the CA refused documents of the CA order that runs, a line each. */
export async function refusalLines(db: Database, orderId: string, language: Language): Promise<string[]> {
  const documents = (await currentCaOrder(db, orderId))?.documents ?? []
  return documents
    .filter(({ state }) => state === 'REJECTED')
    .map(({ type, reason }) => {
      const kind = translate(language, [`pages:option.document.type.${type}`, type])
      return reason === null ? kind : `${kind}: ${reason}`
    })
}

function lineOf(instruction: ControlInstruction, language: Language): string {
  switch (instruction.type) {
    case 'dns':
      return `${instruction.host} ${instruction.recordType} ${instruction.value}`
    case 'file':
      return `${instruction.url}: ${instruction.body}`
    case 'email':
      return translate(language, 'mail:follow-link', { address: instruction.address })
  }
}

/** The newest certificate, alone and with its chain. */
export async function certificateFiles(db: Database, orderId: string): Promise<Attachment[]> {
  const [newest] = await certificatesOf(db, orderId)
  if (newest === undefined) return []
  const chain = orderChain(newest.pem, newest.chain)
  return [
    { filename: 'certificate.cer', content: cerFile(chain) },
    { filename: 'certificate-and-chain.pem', content: pemFile(chain) },
  ]
}
