import { type Brand, NO_BRAND } from '../../domain/billing-system.ts'
import { CertloomError } from '../../domain/errors.ts'
import { newWebhookSecret } from '../../platform/webhook-secret.ts'
import type { BillingSystemRow } from '../../store/entities/billing-system.ts'
import {
  addBillingSystem,
  editBillingSystem,
  listBillingSystems,
} from '../../store/queries/billing-systems.ts'
import { type BillingSystemJson, billingSystemChange, newBillingSystem } from '../schemas/billing-system.ts'
import { parseInput } from '../schemas/problems-of.ts'
import type { Caller, ServiceDeps } from './deps.ts'
import { journalled } from './journalled.ts'
import { withoutGaps } from './without-gaps.ts'

function systemJson(row: BillingSystemRow, secret?: string): BillingSystemJson {
  const { id, name, invoicing, brand, mails, timeZone, createdAt, updatedAt } = row
  return {
    ...{ id, name, invoicing },
    brand: { ...NO_BRAND, ...brand },
    mails,
    timeZone,
    ...(secret === undefined ? {} : { secret }),
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  }
}

function nameTaken(): CertloomError {
  return new CertloomError('invalid-input', { problems: [{ path: '/name', code: 'billing-system-exists' }] })
}

/** The billing systems of the installation: who may start orders, and who makes the invoices of renewals. */
export function createBillingSystemService({ db, keyRing }: ServiceDeps) {
  return {
    async list(): Promise<{ items: BillingSystemJson[] }> {
      return { items: (await listBillingSystems(db)).map((row) => systemJson(row)) }
    },

    /** @throws {CertloomError} `invalid-input` */
    async add(caller: Caller, body: unknown): Promise<BillingSystemJson> {
      const {
        name,
        invoicing = 'billing-system',
        brand = {},
        mails = {},
        timeZone = null,
      } = parseInput(newBillingSystem, body)
      const secret = newWebhookSecret()
      const whole: Brand = { ...NO_BRAND, ...withoutGaps(brand) }
      return journalled(db, caller, 'system.added', async (tx) => {
        const fields = { name, invoicing, brand: whole, mails, timeZone, secret }
        const added = await addBillingSystem(tx, keyRing, fields)
        if (added === null) throw nameTaken()
        return { before: null, after: systemJson(added, secret), subject: name }
      })
    },

    /**
     * Changes a billing system; what is not given stays, also within the brand.
     * @throws {CertloomError} `not-found`, `invalid-input`
     */
    async edit(caller: Caller, id: string, body: unknown): Promise<BillingSystemJson> {
      const { rotateSecret, brand, mails, name, invoicing, timeZone } = parseInput(billingSystemChange, body)
      const secret = rotateSecret === true ? newWebhookSecret() : undefined
      return journalled(db, caller, 'system.changed', async (tx) => {
        let before: BillingSystemJson | null = null
        const edited = await editBillingSystem(tx, keyRing, id, (system) => {
          const was = systemJson(system)
          before = was
          return {
            ...withoutGaps({ name, invoicing, timeZone, secret }),
            ...(brand === undefined ? {} : { brand: { ...was.brand, ...withoutGaps(brand) } }),
            ...(mails === undefined ? {} : { mails: { ...was.mails, ...mails } }),
          }
        })
        if (edited === 'unknown') throw new CertloomError('not-found')
        if (edited === 'taken') throw nameTaken()
        const secrets = secret === undefined ? [] : ['secret']
        return { before, after: systemJson(edited, secret), subject: edited.name, secrets }
      })
    },
  }
}
