import { after, before } from 'node:test'
import type { ProductSnapshot } from '../../domain/product.ts'
import { createKeyRing, type KeyRing } from '../../platform/secrets.ts'
import { type Database, openDatabase } from '../../store/database.ts'
import { seedInstallation } from '../../store/queries/seed.ts'
import { createTestDatabase } from '../support/postgres.ts'

export const PRODUCT: ProductSnapshot = {
  code: '601',
  name: 'Commercial SSL',
  kind: 'ssl',
  validation: 'DV',
  renewalCode: '606',
  validityDays: 365,
  names: { included: 2, max: 2, step: 1 },
  hashAlgorithms: ['RSA-SHA256'],
  methods: ['ADMIN', 'FILE', 'DNS_TXT_PREFIX'],
  minRsaBits: 2048,
  caLanguage: 'pl',
}

export const SECRET = 'a secret of the tests, thirty-two characters or more'

/** A seeded store, there while the tests of a file run. Read its members inside tests only. */
export interface Installation {
  db: Database
  url: string
  keyRing: KeyRing
  billingSystemId: string
  caAccountId: string
}

/** Brings up a store for the tests of this file, and takes it away after them. */
export function withInstallation(): Installation {
  const missing = (): never => {
    throw new Error('the installation is there only inside tests')
  }
  const holder: { current: Installation | null } = { current: null }
  const parts: { close: () => Promise<void> } = { close: async () => undefined }
  before(async () => {
    const { url, drop } = await createTestDatabase()
    const db = await openDatabase(url)
    const keyRing = createKeyRing(SECRET)
    const caAccount = {
      mode: 'sandbox',
      url: 'http://127.0.0.1:1/',
      userName: 'user',
      password: 'pass word',
    } as const
    const seeded = await seedInstallation(db, keyRing, { caAccount, products: [PRODUCT] })
    holder.current = { db, url, keyRing, ...seeded }
    parts.close = async () => {
      await db.close()
      await drop()
    }
  })
  after(() => parts.close())
  const current = (): Installation => holder.current ?? missing()
  return {
    get db() {
      return current().db
    },
    get url() {
      return current().url
    },
    get keyRing() {
      return current().keyRing
    },
    get billingSystemId() {
      return current().billingSystemId
    },
    get caAccountId() {
      return current().caAccountId
    },
  }
}
