import type { PlanSettings } from '../../domain/plan-settings.ts'
import type { ProductKind } from '../../domain/product.ts'
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
  until: string
}

/** Runs the plan move by move against a CA that keeps the rules of the day. */
export function simulate({ settings, boughtAt, ...years }: Years): Happened[] {
  return timelineOf({
    ...years,
    ...settings,
    from: boughtAt,
    productValidUntil: null,
    certificate: null,
    endsWithTerm: false,
    periodMonths: 12,
  })
}
