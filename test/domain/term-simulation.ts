import type { PlanSettings } from '../../domain/plan-settings.ts'
import type { ControlMethod, ProductKind, Validation } from '../../domain/product.ts'
import { type TimelineStep, timelineOf } from '../../domain/term-timeline.ts'

export const DAY_MS = 86_400_000
export type Happened = TimelineStep

/** One order's years: what was bought, under which policy, and at what kind of CA. */
export interface Years {
  orderId: string
  kind: ProductKind
  /** RFC 3339. */
  boughtAt: string
  paidUntil: string | null
  settings: Pick<PlanSettings, 'policy' | 'daysBefore' | 'invoiceDaysBefore' | 'recurring'>
  validityDays: number
  carriesDays: number
  doesTheirPart: boolean
  method?: ControlMethod
  validation?: Validation
  until: string
}

/** Runs the plan move by move against a CA that keeps the rules of the day. */
export function simulate({
  settings,
  boughtAt,
  method = 'DNS_TXT',
  validation = 'DV',
  ...years
}: Years): Happened[] {
  return timelineOf({
    ...years,
    ...settings,
    from: boughtAt,
    productValidUntil: null,
    certificate: null,
    validation,
    proven: { controlAt: null, method, organizationAt: null },
    endsWithTerm: false,
    period: { months: 12, days: 0 },
  })
}
