import type { OrderJson, PlanJson } from '../services.ts'

/** A stretch of time in the picture, in percent of its width, with the dates that it stands for. */
interface Bar {
  left: number
  width: number
  from: string
  to: string
  isPlanned: boolean
}

interface Row {
  /** Its words are under `plan.row.<key>`. */
  key: 'paid' | 'product' | 'certificate'
  /** Where its name and its bars stand, in pixels from above. */
  labelY: number
  barY: number
  bars: Bar[]
}

/** The term as a picture: what is paid, the CA's products, the certificates, and where in it today is. */
export interface TermPicture {
  rows: Row[]
  years: { year: number; left: number }[]
  now: number
  yearY: number
  heightPx: number
}

interface Stretch {
  from: string
  to: string
  isPlanned: boolean
}

const ROW_PX = 44
const LABEL_PX = 16
const BAR_GAP_PX = 6
const FOOT_PX = 22
/** A bar that is shorter could not be seen. */
const LEAST_PERCENT = 0.6

function certificates(order: OrderJson, { steps }: PlanJson): Stretch[] {
  const issued = order.certificates.map(({ notBefore, notAfter }) => ({
    from: notBefore,
    to: notAfter,
    isPlanned: false,
  }))
  const planned = steps.flatMap(({ at, certificateUntil }) =>
    certificateUntil === null ? [] : [{ from: at, to: certificateUntil, isPlanned: true }],
  )
  return [...issued, ...planned]
}

function products(order: OrderJson, { steps }: PlanJson): Stretch[] {
  const { createdAt, productValidUntil } = order
  const bought =
    productValidUntil === null ? [] : [{ from: createdAt, to: productValidUntil, isPlanned: false }]
  const planned = steps
    .filter(({ what }) => what === 'issue' || what === 'renew')
    .flatMap(({ at, productUntil }) =>
      productUntil === null ? [] : [{ from: at, to: productUntil, isPlanned: true }],
    )
  return [...bought, ...planned]
}

function paid({ createdAt, term }: OrderJson): Stretch[] {
  if (term.paidUntil === null) return []
  return [{ from: createdAt, to: term.paidUntil, isPlanned: false }]
}

function yearsBetween(fromMs: number, toMs: number): number[] {
  const first = new Date(fromMs).getUTCFullYear() + 1
  const last = new Date(toMs).getUTCFullYear()
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index)
}

function rounded(percent: number): number {
  return Math.round(percent * 100) / 100
}

/** Null where there is nothing to draw: no certificate is there and none is planned. */
export function termPicture(order: OrderJson, plan: PlanJson, now: Date): TermPicture | null {
  const drawn = { paid: paid(order), product: products(order, plan), certificate: certificates(order, plan) }
  const times = Object.values(drawn)
    .flat()
    .flatMap(({ from, to }) => [Date.parse(from), Date.parse(to)])
  if (drawn.certificate.length === 0) return null
  const [first, last] = [Math.min(now.getTime(), ...times), Math.max(now.getTime(), ...times)]
  const placeOf = (ms: number): number => rounded(((ms - first) / Math.max(1, last - first)) * 100)
  const barOf = ({ from, to, isPlanned }: Stretch): Bar => {
    const left = placeOf(Date.parse(from))
    return {
      left,
      width: Math.max(LEAST_PERCENT, rounded(placeOf(Date.parse(to)) - left)),
      from,
      to,
      isPlanned,
    }
  }
  const filled = (Object.keys(drawn) as Row['key'][]).filter((key) => drawn[key].length > 0)
  const rows = filled.map((key, index) => ({
    key,
    labelY: index * ROW_PX + LABEL_PX,
    barY: index * ROW_PX + LABEL_PX + BAR_GAP_PX,
    bars: drawn[key].map(barOf),
  }))
  return {
    rows,
    years: yearsBetween(first, last).map((year) => ({ year, left: placeOf(Date.UTC(year, 0, 1)) })),
    now: placeOf(now.getTime()),
    yearY: rows.length * ROW_PX + LABEL_PX,
    heightPx: rows.length * ROW_PX + FOOT_PX,
  }
}
