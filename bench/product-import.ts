import { importProducts } from '../activities/ca/import-products.ts'
import { createPorts } from '../activities/ca/ports.ts'
import { createKeyRing } from '../platform/secrets.ts'
import { openDatabase } from '../store/database.ts'
import { seedCaAccount } from '../store/queries/ca-accounts.ts'
import { listProducts } from '../store/queries/products.ts'
import { header, startScriptedCa } from '../test/certum/support/servers.ts'
import { createTestDatabase } from '../test/support/postgres.ts'
import type { Figure } from './figures.ts'

const FEW = 20
const MANY = 200
const LONGEST_S = 5
const SECRET = 'measured by everybody, kept by nobody, thirty-two characters'

/** As the CA lists what it sells; the codes mean nothing, the words do. */
function productsUpTo(count: number): object[] {
  return Array.from({ length: count }, (_, index) => ({
    certificateNotificationEnabled: true,
    code: String(2_000 + index),
    supportedHashAlgorithms: { hashAlgorithm: ['RSA-SHA256', 'ECC-SHA256'] },
    type: `Commercial MultiDomain SSL ${index} (1 Year) Issue`,
    validityPeriod: 365,
  }))
}

/** How long the import of a CA's product list takes, from the call to the last row. */
export async function productImport(tell: (words: string) => void): Promise<Figure[]> {
  tell('product import: starting a CA and a PostgreSQL')
  let listed: object[] = []
  const ca = await startScriptedCa({
    getProductList: () => ({ responseHeader: header(), products: { product: listed } }),
  })
  const { url, drop } = await createTestDatabase()
  const db = await openDatabase(url)
  try {
    const keyRing = createKeyRing(SECRET)
    const account = {
      mode: 'test',
      url: ca.url,
      userName: 'user',
      password: 'pass word',
      callsPerSecond: 100,
    } as const
    const caAccountId = await seedCaAccount(db, keyRing, account)
    const portOf = createPorts({ db, keyRing, timeoutMs: 20_000 })
    const secondsFor = async (count: number): Promise<number> => {
      listed = productsUpTo(count)
      const startedMs = performance.now()
      const result = await importProducts({ db, portOf }, { caAccountId })
      const tookMs = performance.now() - startedMs
      const isWhole = result.ok && (await listProducts(db)).length >= count
      if (!isWhole) throw new Error(`the import failed: ${JSON.stringify(result)}`)
      return tookMs / 1_000
    }
    // The first call reads the contract, which is not what is measured.
    await secondsFor(1)
    const baseline = await secondsFor(FEW)
    return [
      {
        name: `import of ${MANY} products`,
        unit: 's',
        value: await secondsFor(MANY),
        baseline,
        limit: LONGEST_S,
      },
    ]
  } finally {
    await db.close()
    await drop()
    await ca.close()
  }
}
