import { type BarredActions, barredFor } from '../../domain/actions.ts'
import { CertloomError } from '../../domain/errors.ts'
import { addPeriod, isOverAYear, periodOf } from '../../domain/period.ts'
import { type PlanSettings, paidPeriod, renewalInForce } from '../../domain/plan-settings.ts'
import { type Outlook, productRenewed, type TimelineStep, timelineOf } from '../../domain/term-timeline.ts'
import { controlMethodEnd } from '../../domain/validity-calendar.ts'
import { dayOf } from '../../platform/days.ts'
import type { OrderRecord } from '../../store/queries/order-record.ts'
import { planBasis } from '../../store/queries/plan-settings.ts'
import { productByCode } from '../../store/queries/products.ts'
import { installationSettings } from '../../store/queries/settings.ts'
import { timeZoneOf } from '../../store/queries/time-zone.ts'
import { type Language, translate } from '../../texts/texts.ts'
import type { OrderJson } from '../schemas/order.ts'
import { type PlanJson, planQuery } from '../schemas/plan.ts'
import { parseInput } from '../schemas/problems-of.ts'
import type { Caller, ServiceDeps } from './deps.ts'
import { factsOf, orderJson } from './order-json.ts'
import { visibleOrder } from './visible-order.ts'

const DAY_MS = 86_400_000
const YEAR_MS = 365 * DAY_MS
/** Nobody plans further ahead, whatever is paid. */
const HORIZON_MS = 25 * YEAR_MS

type Given = Pick<Outlook, 'orderId' | 'kind' | 'validityDays' | 'from' | 'paidUntil'> &
  Pick<Outlook, 'productValidUntil' | 'certificate' | 'endsWithTerm'> &
  Pick<Outlook, 'validation' | 'proven' | 'carriesDays'>

function outlookOf(given: Given, settings: PlanSettings): Outlook {
  const { policy, daysBefore, invoiceDaysBefore, recurring } = settings
  const horizon = Date.parse(given.from) + HORIZON_MS
  const ends = [given.paidUntil, given.productValidUntil, given.from].flatMap((end) =>
    end === null ? [] : [Date.parse(end)],
  )
  return {
    ...given,
    policy,
    daysBefore,
    invoiceDaysBefore,
    recurring,
    period: paidPeriod(settings),
    doesTheirPart: true,
    until: new Date(Math.min(Math.max(...ends) + YEAR_MS, horizon)).toISOString(),
  }
}

/** In which language a plan is told, and in whose zone. */
interface Reader {
  language: Language
  timeZone: string
}

function stepJson(step: TimelineStep, { language, timeZone }: Reader): PlanJson['steps'][number] {
  const { at, what, reason, certificate, productEnd, needs, clientBy, lostDays } = step
  const said = {
    what: translate(language, `plan:what.${what}`),
    why: translate(language, `plan:why.${reason}`),
  }
  const sentences = [translate(language, 'plan:step', said), ...clientSentences(step, { language, timeZone })]
  return {
    at,
    what,
    reason,
    message: sentences.join(' '),
    certificateUntil: certificate?.notAfter ?? null,
    productUntil: productEnd ?? null,
    control: needs?.control ?? null,
    organization: needs?.organization ?? null,
    clientBy: isClientNeeded(step) ? (clientBy ?? null) : null,
    lostDays: lostDays ?? 0,
  }
}

function isClientNeeded({ needs, what }: TimelineStep): boolean {
  const isProofDue = (needs?.control ?? 'kept') !== 'kept' || needs?.organization === 'afresh'
  return what !== 'issue' && isProofDue
}

/** What the client has to do for a step, and by when. */
function clientSentences(step: TimelineStep, { language, timeZone }: Reader): string[] {
  const { needs, clientBy, lostDays = 0 } = step
  const date = clientBy == null ? '' : dayOf(clientBy, timeZone)
  const say = (key: string) => translate(language, `plan:client.${key}`, { date, days: lostDays })
  return [
    ...(lostDays > 0 ? [say('lost')] : []),
    ...(isClientNeeded(step) && needs?.control === 'afresh' ? [say('control')] : []),
    ...(isClientNeeded(step) && needs?.control === 'other-method' ? [say('other-method')] : []),
    ...(isClientNeeded(step) && needs?.organization === 'afresh' ? [say('organization')] : []),
  ]
}

function inUse({ view }: OrderRecord): Given['certificate'] {
  const kept = view.certificates.filter(({ status }) => status === 'VALID' || status === 'EXPIRED')
  return kept.toSorted((a, b) => b.notAfter.localeCompare(a.notAfter))[0] ?? null
}

/** The proof is as old as the first certificate of the purchase in force: a reissue may have used it again. */
function provenOf({ view }: OrderRecord, certificate: Given['certificate']): Outlook['proven'] {
  const inForce = view.certificates.find(({ notAfter }) => notAfter === certificate?.notAfter)?.caOrder
  const first = view.certificates
    .filter(({ caOrder }) => caOrder === inForce)
    .map(({ notBefore }) => notBefore)
    .sort()[0]
  const at = first ?? null
  return { controlAt: at, method: view.verification?.method ?? null, organizationAt: at }
}

/** What a renewal today would come to: until when, and which days are lost (row M17). */
function renewedNow({ from, productValidUntil, validityDays, carriesDays }: Given): PlanJson['ifRenewedNow'] {
  if (productValidUntil === null) return null
  const outlook = { validityDays, carriesDays }
  const { productEnd, lostDays } = productRenewed(Date.parse(productValidUntil), Date.parse(from), outlook)
  return { productUntil: new Date(productEnd).toISOString(), lostDays }
}

/** The plan of a term, before it is bought and as it runs. */
export function createPlanService(deps: ServiceDeps) {
  async function planOf(order: OrderRecord, language: Language): Promise<PlanJson> {
    const { settings, installation } = await planBasis(deps.db, order.id)
    const carriesDays = installation.renewalCarriesDays
    const { view, product } = order
    const certificate = inUse(order)
    const given = {
      orderId: order.id,
      kind: product.kind,
      validityDays: product.validityDays,
      from: deps.clock().toISOString(),
      paidUntil: view.paidUntil,
      productValidUntil: view.productValidUntil,
      certificate,
      validation: product.validation,
      proven: provenOf(order, certificate),
      carriesDays,
      endsWithTerm: (view.cancellation ?? null) !== null,
    }
    const reader = { language, timeZone: order.timeZone }
    const isOver = ['cancelled', 'ended', 'revoked', 'rejected'].includes(view.state) || view.suspended
    const method = view.verification?.method ?? null
    return {
      policy: settings.policy,
      daysBefore: settings.daysBefore,
      controlMethodEndsOn: method === null ? null : controlMethodEnd(method),
      ifRenewedNow: isOver ? null : renewedNow(given),
      steps: isOver ? [] : timelineOf(outlookOf(given, settings)).map((step) => stepJson(step, reader)),
    }
  }

  return {
    /** What will happen to an order, and why. Empty where nothing will happen by itself any more. */
    async ofOrder(caller: Caller, orderId: string): Promise<PlanJson> {
      return planOf(await visibleOrder(deps, caller, orderId), caller.language)
    },

    /** The order and its plan, read together. */
    async withOrder(
      caller: Caller,
      orderId: string,
    ): Promise<{ order: OrderJson; plan: PlanJson; barred: BarredActions[] }> {
      const order = await visibleOrder(deps, caller, orderId)
      const plan = await planOf(order, caller.language)
      const barred = barredFor(factsOf(order), caller.role)
      return { order: orderJson(order, caller, deps.settings), plan, barred }
    },

    /**
     * What would happen to an order of this product.
     * @throws {CertloomError} `not-found`, `invalid-input`
     */
    async ofProduct(caller: Caller, code: string, query: unknown): Promise<PlanJson> {
      const { start, paidUntil, period, recurring } = parseInput(planQuery, query)
      const product = await productByCode(deps.db, code)
      if (product === null || product.kind === null) throw new CertloomError('not-found')
      const installation = await installationSettings(deps.db)
      const { invoiceDaysBefore, renewalCarriesDays } = installation
      const { kind, validation, validityDays, renewalCode } = product
      const lasts = periodOf(period ?? null, validityDays)
      const settings = {
        ...renewalInForce(null, product.settings.renewal ?? null, installation),
        invoiceDaysBefore,
        recurring: recurring === 'true',
        periodMonths: lasts.months,
        periodDays: lasts.days,
        renewalCode,
      } as const
      const from = start === undefined ? deps.clock().toISOString() : new Date(start).toISOString()
      const byPeriod = period !== undefined && isOverAYear(from, lasts) ? addPeriod(from, lasts) : null
      const given = { orderId: code, kind, validityDays, from, paidUntil: paidUntil ?? byPeriod }
      const outlook = outlookOf(
        {
          ...given,
          ...{ productValidUntil: null, certificate: null, endsWithTerm: false, validation },
          proven: { controlAt: null, method: null, organizationAt: null },
          carriesDays: renewalCarriesDays,
        },
        settings,
      )
      const reader = { language: caller.language, timeZone: await timeZoneOf(deps.db, caller.tenant) }
      const steps = timelineOf(outlook).map((step) => stepJson(step, reader))
      const { policy, daysBefore } = settings
      return { policy, daysBefore, controlMethodEndsOn: null, ifRenewedNow: null, steps }
    },
  }
}
