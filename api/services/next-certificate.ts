import type { RenewalChoice } from '../../domain/order-terms.ts'
import type { RenewalInForce } from '../../domain/plan-settings.ts'
import { productRenewed } from '../../domain/term-timeline.ts'
import { inspectCsr } from '../../pki/csr.ts'
import type { OrderRecord } from '../../store/queries/order-record.ts'
import type { ProductRow } from '../../store/queries/products.ts'
import { installationSettings } from '../../store/queries/settings.ts'
import { nameRulesOf, settingsOfOrdered } from './configuration-context.ts'
import type { Caller, ServiceDeps } from './deps.ts'
import { configurationBase } from './next-configuration.ts'
import { renewalVariants } from './renewal-variants.ts'
import { visibleOrder } from './visible-order.ts'

/** What the next certificate is made of unless somebody says otherwise. */
export interface NextCertificate {
  /** As it was sent, without the CSR. */
  configuration: Readonly<Record<string, unknown>>
  names: readonly string[]
  /** What a CSR of another key has to name: the common name, or a mailbox; null where the last one named none. */
  commonName: string | null
  email: string | null
  /** So many names may be added to it; 0 where none may. */
  namesToSpare: number
}

/** Another product of the same kind, and what a renewal as it would come to. */
export interface RenewalVariant {
  code: string
  name: string
  validityDays: number
  ifRenewedNow: { productUntil: string; lostDays: number } | null
}

/** Row M7: only a product that is sold so takes more names after it was issued. */
function namesToSpare(order: OrderRecord, names: readonly string[]): number {
  if (names.length === 0 || settingsOfOrdered(order.product).additionalNames.mode !== 'ca-maximum') return 0
  return Math.max(0, nameRulesOf(order).max - names.length)
}

/** What forms about the next certificate begin with. */
export function createNextCertificateService(deps: ServiceDeps) {
  async function outlook(order: OrderRecord): Promise<(days: number) => RenewalVariant['ifRenewedNow']> {
    const { renewalCarriesDays: carriesDays } = await installationSettings(deps.db)
    const { productValidUntil } = order.view
    return (validityDays) => {
      if (productValidUntil === null) return null
      const now = deps.clock().getTime()
      const { productEnd, lostDays } = productRenewed(Date.parse(productValidUntil), now, {
        carriesDays,
        validityDays,
      })
      return { productUntil: new Date(productEnd).toISOString(), lostDays }
    }
  }

  return {
    /** @throws {CertloomError} `not-found`; `not-possible-now` where nothing was ever configured */
    async read(caller: Caller, orderId: string): Promise<NextCertificate> {
      const order = await visibleOrder(deps, caller, orderId)
      const base = await configurationBase(deps, order)
      const read = await inspectCsr(base.csr, { minRsaBits: order.product.minRsaBits })
      const subject = { ...(read.ok ? read.csr.subject : {}), ...subjectOf(base.body) }
      return {
        configuration: base.body,
        names: base.names,
        commonName: subject.commonName ?? base.names[0] ?? null,
        email: subject.email ?? null,
        namesToSpare: namesToSpare(order, base.names),
      }
    },

    /** Row M10: what the order may be renewed as, its own product first. */
    async variants(caller: Caller, orderId: string): Promise<RenewalVariant[]> {
      const order = await visibleOrder(deps, caller, orderId)
      const [others, renewed] = await Promise.all([renewalVariants(deps, order), outlook(order)])
      const variant = ({ code, name, validityDays }: Pick<ProductRow, 'code' | 'name' | 'validityDays'>) => ({
        code,
        name,
        validityDays,
        ifRenewedNow: renewed(validityDays),
      })
      return [order.product, ...others].map(variant)
    },

    /** Row S2: what the order itself says about its renewal; null is left to the product. */
    async renewal(caller: Caller, orderId: string): Promise<{ own: RenewalChoice; inForce: RenewalInForce }> {
      const { renewal, renewalInForce } = await visibleOrder(deps, caller, orderId)
      return { own: renewal, inForce: renewalInForce }
    },
  }
}

function subjectOf({ subject }: Readonly<Record<string, unknown>>): { commonName?: string; email?: string } {
  return typeof subject === 'object' && subject !== null ? subject : {}
}
