import { controlMethodEnd } from '../../domain/control-method-life.ts'
import { CertloomError } from '../../domain/errors.ts'
import type { PlanSettings } from '../../domain/plan-settings.ts'
import { type Outlook, type TimelineStep, timelineOf } from '../../domain/term-timeline.ts'
import type { OrderRecord } from '../../store/queries/order-record.ts'
import { planSettings } from '../../store/queries/plan-settings.ts'
import { productByCode } from '../../store/queries/products.ts'
import { installationSettings } from '../../store/queries/settings.ts'
import { type Language, translate } from '../../texts/texts.ts'
import { type PlanJson, planQuery } from '../schemas/plan.ts'
import { parseInput } from '../schemas/problems-of.ts'
import type { Caller, ServiceDeps } from './deps.ts'
import { visibleOrder } from './visible-order.ts'

const DAY_MS = 86_400_000
const YEAR_MS = 365 * DAY_MS
/** What resellers report of Certum: so many days left of a product count for the one that renews it. */
const CARRIES_DAYS = 30

type Given = Pick<Outlook, 'orderId' | 'kind' | 'validityDays' | 'from' | 'paidUntil'> &
  Pick<Outlook, 'productValidUntil' | 'certificate' | 'endsWithTerm'>

function outlookOf(given: Given, settings: PlanSettings): Outlook {
  const { policy, daysBefore, invoiceDaysBefore, recurring, periodMonths } = settings
  const ends = [given.paidUntil, given.productValidUntil, given.from].flatMap((end) =>
    end === null ? [] : [Date.parse(end)],
  )
  return {
    ...given,
    policy,
    daysBefore,
    invoiceDaysBefore,
    recurring,
    periodMonths,
    carriesDays: CARRIES_DAYS,
    doesTheirPart: true,
    until: new Date(Math.max(...ends) + YEAR_MS).toISOString(),
  }
}

function stepJson({ at, what, reason, certificate, productEnd }: TimelineStep, language: Language) {
  const said = {
    what: translate(language, `plan:what.${what}`),
    why: translate(language, `plan:why.${reason}`),
  }
  return {
    at,
    what,
    reason,
    message: translate(language, 'plan:step', said),
    certificateUntil: certificate?.notAfter ?? null,
    productUntil: productEnd ?? null,
  }
}

function inUse({ view }: OrderRecord): Given['certificate'] {
  const kept = view.certificates.filter(({ status }) => status === 'VALID' || status === 'EXPIRED')
  return kept.toSorted((a, b) => b.notAfter.localeCompare(a.notAfter))[0] ?? null
}

/** The plan of a term, before it is bought and as it runs. */
export function createPlanService(deps: ServiceDeps) {
  return {
    /** What will happen to an order, and why. Empty where nothing will happen by itself any more. */
    async ofOrder(caller: Caller, orderId: string): Promise<PlanJson> {
      const order = await visibleOrder(deps, caller, orderId)
      const settings = await planSettings(deps.db, order.id)
      const { view, product } = order
      const given = {
        orderId: order.id,
        kind: product.kind,
        validityDays: product.validityDays,
        from: deps.clock().toISOString(),
        paidUntil: view.paidUntil,
        productValidUntil: view.productValidUntil,
        certificate: inUse(order),
        endsWithTerm: (view.cancellation ?? null) !== null,
      }
      const isOver = ['cancelled', 'ended', 'revoked', 'rejected'].includes(view.state) || view.suspended
      const method = view.verification?.method ?? null
      return {
        policy: settings.policy,
        daysBefore: settings.daysBefore,
        controlMethodEndsOn: method === null ? null : controlMethodEnd(method),
        steps: isOver
          ? []
          : timelineOf(outlookOf(given, settings)).map((step) => stepJson(step, caller.language)),
      }
    },

    /**
     * What would happen to an order of this product.
     * @throws {CertloomError} `not-found`, `invalid-input`
     */
    async ofProduct(caller: Caller, code: string, query: unknown): Promise<PlanJson> {
      const { start, paidUntil, recurring } = parseInput(planQuery, query)
      const product = await productByCode(deps.db, code)
      if (product === null || product.kind === null) throw new CertloomError('not-found')
      const { renewal, invoiceDaysBefore } = await installationSettings(deps.db)
      const { kind, validityDays, renewalCode } = product
      const own = product.settings.renewal ?? null
      const settings = {
        policy: own?.policy ?? renewal.policy,
        daysBefore: own?.daysBefore ?? renewal.daysBefore,
        invoiceDaysBefore,
        recurring: recurring === 'true',
        periodMonths: 12,
        renewalCode,
      } as const
      const from = start === undefined ? deps.clock().toISOString() : new Date(start).toISOString()
      const given = { orderId: code, kind, validityDays, from, paidUntil: paidUntil ?? null }
      const outlook = outlookOf(
        { ...given, productValidUntil: null, certificate: null, endsWithTerm: false },
        settings,
      )
      const steps = timelineOf(outlook).map((step) => stepJson(step, caller.language))
      const { policy, daysBefore } = settings
      return { policy, daysBefore, controlMethodEndsOn: null, steps }
    },
  }
}
