import { ApplicationFailure, Context } from '@temporalio/activity'
import type { Activities } from '../../../activities/create-activities.ts'
import { CA_REFUSAL, CA_UNAVAILABLE } from '../../../domain/ca-failure.ts'
import type { FieldProblem } from '../../../domain/errors.ts'
import type { CertificateSummary } from '../../../domain/order-view.ts'
import type { PlanSettings } from '../../../domain/plan-settings.ts'
import type { Progress } from '../../../store/queries/progress.ts'
import type { CaChange } from '../../../workflows/contract.ts'

type Ca = Activities['ca'] & Activities['billing'] & Pick<Activities['records'], 'planSettings'>
export type CaCall = keyof Ca
type Input<Name extends CaCall> = Parameters<Ca[Name]>[0]
type Output<Name extends CaCall> = Awaited<ReturnType<Ca[Name]>>
/** What one call comes to. It may throw what the real activity throws. */
export type Answer<Name extends CaCall> = (input: Input<Name>) => Output<Name> | Promise<Output<Name>>

export const NAME = 'example.test'
export const DAY_MS = 86_400_000

/** What a plan depends on, unless a test says otherwise. */
export const PLAN: PlanSettings = {
  policy: 'none',
  daysBefore: 10,
  invoiceDaysBefore: 7,
  recurring: false,
  periodMonths: 12,
  renewalCode: '606',
}

/** The CA did not answer; `unknown`: it may have done its work all the same. The engine does not try again by itself. */
export function away(code = 'unreachable', outcome: 'none' | 'unknown' = 'none') {
  return (): never => {
    throw ApplicationFailure.nonRetryable(code, CA_UNAVAILABLE, { code, outcome })
  }
}

export function refusing(...problems: FieldProblem[]) {
  return (): never => {
    throw ApplicationFailure.nonRetryable('the CA refused', CA_REFUSAL, { problems })
  }
}

/** The engine's own time, which tests skip. */
export function activityTime(): number {
  return Context.current().info.currentAttemptScheduledTimestampMs
}

export function change(of: Partial<CaChange> & { caOrderId: string }): CaChange {
  return { status: 'AWAITING', control: { verified: 0, of: 1 }, certificates: [], ...of }
}

/** A certificate that begins now and lives this long. */
export function certificateFrom(
  atMs: number,
  caOrderId: string,
  overrides: Partial<CertificateSummary> & { days?: number } = {},
): CertificateSummary {
  const { days = 199, ...rest } = overrides
  return {
    serialNumber: '0A1B2C',
    status: 'VALID',
    notBefore: new Date(atMs).toISOString(),
    notAfter: new Date(atMs + days * DAY_MS).toISOString(),
    names: [NAME],
    issuer: 'Test CA',
    caOrder: caOrderId,
    ...rest,
  }
}

/** A CA that does at once what it is asked. */
const FRIENDLY: { [Name in CaCall]: Answer<Name> } = {
  placeCaOrder: () => ({ status: 'AWAITING', method: 'DNS_TXT_PREFIX', names: [NAME] }),
  checkControl: ({ caOrderId }) => change({ caOrderId }),
  changeControl: () => ({ method: 'DNS_TXT' }),
  readCaOrder: ({ caOrderId }) => change({ caOrderId }),
  fetchCertificates: ({ caOrderId }) => ({
    certificates: [certificateFrom(activityTime(), caOrderId)],
    productValidUntil: new Date(activityTime() + 365 * DAY_MS).toISOString(),
  }),
  cancelCaOrder: () => undefined,
  sendDocuments: () => undefined,
  checkConfiguration: () => ({ problems: [] }),
  reissueAtCa: () => ({ status: 'AWAITING', method: 'DNS_TXT_PREFIX', names: [NAME] }),
  renewAtCa: ({ n, productCode }) => ({
    caOrderId: `ca-made-${n}`,
    productCode,
    status: 'AWAITING',
    method: 'DNS_TXT_PREFIX',
    names: [NAME],
  }),
  revokeAtCa: () => ({ outcome: 'revoking' }),
  askForInvoice: () => undefined,
  moveDueDate: () => undefined,
  planSettings: () => PLAN,
}

/** What the activities of one order do, and what they were asked for. */
export class Script {
  readonly calls: { name: CaCall; input: Input<CaCall>; atMs: number }[] = []
  readonly progress: (Progress & { isLocal: boolean })[] = []
  /** So many tries at writing down fail from now on: the first of each is the local one. */
  failingRecords = 0
  /** How often a step was written that had been written before. */
  takenAnew = 0
  readonly #answers = new Map<CaCall, unknown[]>()
  readonly #habits = new Map<CaCall, unknown>()

  /** The next calls come to this, one after the other; after them the CA does what is usual. */
  next<Name extends CaCall>(name: Name, ...answers: Answer<Name>[]): void {
    this.#answers.set(name, [...(this.#answers.get(name) ?? []), ...answers])
  }

  /** From now on every call comes to this, unless told otherwise by `next`. */
  always<Name extends CaCall>(name: Name, answer: Answer<Name>): void {
    this.#habits.set(name, answer)
  }

  callsOf<Name extends CaCall>(name: Name): { input: Input<Name>; atMs: number }[] {
    return this.calls.filter((call) => call.name === name) as { input: Input<Name>; atMs: number }[]
  }

  async answer<Name extends CaCall>(name: Name, input: Input<Name>): Promise<Output<Name>> {
    this.calls.push({ name, input, atMs: activityTime() })
    const answer = (this.#answers.get(name)?.shift() ??
      this.#habits.get(name) ??
      FRIENDLY[name]) as Answer<Name>
    return answer(input)
  }

  /** A task of the workflow that failed at its very end is taken anew, with what came in meanwhile. */
  #forgetFrom(sequence: number): void {
    const kept = this.progress.filter((before) => before.sequence < sequence)
    if (kept.length === this.progress.length) return
    this.takenAnew += 1
    this.progress.splice(0, this.progress.length, ...kept)
  }

  record(progress: Progress): void {
    const isLocal = Context.current().info.isLocal
    if (this.failingRecords > 0) {
      this.failingRecords -= 1
      throw new Error('PostgreSQL is away')
    }
    this.#forgetFrom(progress.sequence)
    this.progress.push({ ...progress, isLocal })
  }
}

/** The workers' activities: each call goes to the script of its order. */
export function scriptedActivities(
  scripts: ReadonlyMap<string, Script>,
): Pick<Activities, 'ca' | 'records' | 'billing'> {
  const scriptOf = ({ orderId }: { orderId: string }): Script => {
    const script = scripts.get(orderId)
    if (script === undefined) throw ApplicationFailure.nonRetryable(`no script for ${orderId}`)
    return script
  }
  const scripted =
    <Name extends CaCall>(name: Name) =>
    (input: Input<Name>) =>
      scriptOf(input).answer(name, input)
  return {
    ca: {
      placeCaOrder: scripted('placeCaOrder'),
      checkControl: scripted('checkControl'),
      changeControl: scripted('changeControl'),
      readCaOrder: scripted('readCaOrder'),
      fetchCertificates: scripted('fetchCertificates'),
      cancelCaOrder: scripted('cancelCaOrder'),
      sendDocuments: scripted('sendDocuments'),
      checkConfiguration: scripted('checkConfiguration'),
      reissueAtCa: scripted('reissueAtCa'),
      renewAtCa: scripted('renewAtCa'),
      revokeAtCa: scripted('revokeAtCa'),
    },
    billing: { askForInvoice: scripted('askForInvoice'), moveDueDate: scripted('moveDueDate') },
    records: {
      planSettings: scripted('planSettings'),
      recordProgress: async (progress) => scriptOf(progress).record(progress),
    },
  }
}

/** An answer that comes only when it is let go. `asked` is fulfilled when the call is there. */
export function held<Name extends CaCall>(
  answer: Answer<Name>,
): {
  answer: Answer<Name>
  asked: Promise<void>
  release: () => void
} {
  const asked = Promise.withResolvers<void>()
  const released = Promise.withResolvers<void>()
  return {
    asked: asked.promise,
    release: released.resolve,
    answer: async (input: Input<Name>): Promise<Output<Name>> => {
      asked.resolve()
      await released.promise
      return answer(input)
    },
  }
}
