import type { CertificateSummary } from '../../../domain/order-view.ts'
import type { PlanSettings } from '../../../domain/plan-settings.ts'
import { maxCertificateDays } from '../../../domain/validity-calendar.ts'
import type { CaChange } from '../../../workflows/contract.ts'
import { activityTime, DAY_MS, NAME, PLAN, type Script } from './scripted-activities.ts'

interface Product {
  end: number
  certificates: CertificateSummary[]
  isOpen: boolean
}

/**
 * A CA that keeps the rules of the day and carries a product's rest over to the one that renews it. Control of names is
 * proven the moment it is asked for.
 */
export class YearsCa {
  readonly products = new Map<string, Product>()
  #serial = 0

  constructor(script: Script, settings: Partial<PlanSettings> = {}) {
    script.always('planSettings', () => ({ ...PLAN, policy: 'auto', ...settings }))
    script.always('placeCaOrder', ({ caOrderId }) => this.#open(caOrderId, activityTime()))
    script.always('renewAtCa', ({ n, productCode, serialNumber }) => {
      const earlier = this.#productOf(serialNumber)
      const caOrderId = `ca-made-${n}`
      const restMs = Math.max(0, Math.min((earlier?.end ?? 0) - activityTime(), 30 * DAY_MS))
      return { ...this.#open(caOrderId, activityTime() + restMs), caOrderId, productCode }
    })
    this.serveReissues(script)
    script.always('readCaOrder', ({ caOrderId }) => this.#issue(caOrderId, activityTime()))
    script.always('fetchCertificates', ({ caOrderId }) => {
      const product = this.products.get(caOrderId)
      if (product === undefined) throw new Error(`no product ${caOrderId}`)
      return {
        certificates: product.certificates,
        productValidUntil: new Date(product.end).toISOString(),
      }
    })
  }

  /** It takes reissues, or takes them again. */
  serveReissues(script: Script): void {
    script.always('reissueAtCa', ({ caOrderId }) => {
      const product = this.products.get(caOrderId)
      if (product !== undefined) product.isOpen = true
      return { status: 'AWAITING', method: 'DNS_TXT_PREFIX', names: [NAME] }
    })
  }

  get certificates(): CertificateSummary[] {
    return [...this.products.values()].flatMap(({ certificates }) => certificates)
  }

  #productOf(serialNumber: string): Product | undefined {
    return [...this.products.values()].find(({ certificates }) =>
      certificates.some((certificate) => certificate.serialNumber === serialNumber),
    )
  }

  #open(caOrderId: string, fromMs: number) {
    const known = this.products.get(caOrderId)
    if (known === undefined)
      this.products.set(caOrderId, { end: fromMs + 365 * DAY_MS - 1_000, certificates: [], isOpen: true })
    return { status: 'AWAITING' as const, method: 'DNS_TXT_PREFIX' as const, names: [NAME] }
  }

  #issue(caOrderId: string, nowMs: number): CaChange {
    const product = this.products.get(caOrderId)
    if (product === undefined) throw new Error(`no product ${caOrderId}`)
    if (product.isOpen) {
      this.#serial += 1
      const longest = maxCertificateDays('ssl', new Date(nowMs)) * DAY_MS - 1_000
      product.certificates.push({
        serialNumber: `C${this.#serial}`,
        status: 'VALID',
        notBefore: new Date(nowMs).toISOString(),
        notAfter: new Date(Math.min(nowMs + longest, product.end)).toISOString(),
        names: [NAME],
        issuer: 'Test CA',
        caOrder: caOrderId,
      })
      product.isOpen = false
    }
    return {
      caOrderId,
      status: 'ENROLLED',
      control: { verified: 1, of: 1 },
      certificates: product.certificates.map(({ serialNumber, status }) => ({ serialNumber, status })),
    }
  }
}
