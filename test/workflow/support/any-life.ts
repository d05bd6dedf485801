import fc from 'fast-check'
import { DOCUMENT_WANTS, NOTHING_WANTED } from '../../../domain/ca-wants.ts'
import { SETUP_RULES } from '../../../domain/order-state.ts'
import { CA_ORDER_STATUSES, CERTIFICATE_STATUSES } from '../../../domain/order-view.ts'
import { COMMAND_NAMES } from '../../../workflows/contract.ts'
import {
  activityTime,
  away,
  certificateFrom,
  change,
  DAY_MS,
  NAME,
  refusing,
  type Script,
} from './scripted-activities.ts'

const HOUR_MINUTES = 60
const MONTH_MINUTES = 30 * 24 * HOUR_MINUTES

const status = fc.constantFrom(...CA_ORDER_STATUSES)
const certificateStatus = fc.constantFrom(...CERTIFICATE_STATUSES)
const wants = fc.record({ documents: fc.constantFrom(...DOCUMENT_WANTS), email: fc.boolean() })
const LAST_WORD = { status: 'ENROLLED', certificateStatus: 'VALID', wants: NOTHING_WANTED } as const
const commandName = fc.constantFrom(...COMMAND_NAMES)

/** One thing that happens to an order. Commands may come again under the same id, and by either way. */
const happening = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      what: fc.constant('command' as const),
      name: commandName,
      id: fc.nat(3),
      by: fc.constantFrom('update' as const, 'signal' as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constant('ca-changed' as const),
      status,
      certificateStatus,
      verified: fc.nat(1),
    }),
  },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('record-visible' as const) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('bare' as const), name: commandName }) },
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constant('wait' as const),
      minutes: fc.constantFrom(0, 1, 10, 2 * HOUR_MINUTES, MONTH_MINUTES),
    }),
  },
)
export type Happening = typeof happening extends fc.Arbitrary<infer One> ? One : never

const ending = fc.constantFrom('good', 'good', 'good', 'away', 'lost', 'refused')

/** An order's life: how it is set up, how each call of the CA ends, what it says, and what happens meanwhile. */
export const anyLife = fc.record({
  setup: fc.constantFrom(...SETUP_RULES),
  isConfigured: fc.boolean(),
  endings: fc.array(ending, { maxLength: 16 }),
  words: fc.array(fc.record({ status, certificateStatus, wants }), { maxLength: 16 }),
  failingRecords: fc.constantFrom(0, 0, 0, 1),
  happenings: fc.array(happening, { minLength: 3, maxLength: 14 }),
})
export type AnyLife = typeof anyLife extends fc.Arbitrary<infer One> ? One : never

/** Every call ends as drawn, and once that is used up the CA is friendly and has issued. */
export function scriptLife(
  script: Script,
  life: Pick<AnyLife, 'endings' | 'words' | 'failingRecords'>,
): void {
  const endings = [...life.endings]
  const words = [...life.words]
  script.failingRecords = life.failingRecords
  const unless = <Result>(good: () => Result): Result => {
    const next = endings.shift() ?? 'good'
    if (next === 'away') return away('busy')()
    if (next === 'lost') return away('timeout', 'unknown')()
    if (next === 'refused') return refusing({ path: '', code: 'anything' })()
    return good()
  }
  const said = (caOrderId: string) => {
    const { status, certificateStatus, wants } = words.shift() ?? LAST_WORD
    const certificates = [{ serialNumber: '0A1B2C', status: certificateStatus }]
    return change({ caOrderId, status, control: { verified: 1, of: 1 }, certificates, wants })
  }
  script.always('placeCaOrder', ({ caOrderId }) =>
    unless(() => ({ status: said(caOrderId).status, method: 'DNS_TXT_PREFIX', names: [NAME] })),
  )
  script.always('checkControl', ({ caOrderId }) => unless(() => said(caOrderId)))
  script.always('readCaOrder', ({ caOrderId }) => unless(() => said(caOrderId)))
  script.always('changeControl', () => unless(() => ({ method: 'DNS_TXT' })))
  script.always('cancelCaOrder', () => unless(() => undefined))
  script.always('sendDocuments', () => unless(() => undefined))
  script.always('checkConfiguration', () => unless(() => ({ problems: [] })))
  script.always('fetchCertificates', ({ caOrderId }) =>
    unless(() => ({
      certificates: [certificateFrom(activityTime(), caOrderId)],
      productValidUntil: new Date(activityTime() + 365 * DAY_MS).toISOString(),
    })),
  )
}
