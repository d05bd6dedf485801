import { ACTIONS, type Action, actionsFor, isPossible, type OrderFacts, ROLES } from '../../domain/actions.ts'
import { answerTo } from '../../domain/command-answer.ts'
import { type ActivityKind, ORDER_STATES, type OrderStateName } from '../../domain/order-state.ts'
import { isTls, PRODUCT_KINDS } from '../../domain/product.ts'
import { ACTIVITIES, ALL_ORDERS, CANCELLATIONS } from './any-order.ts'
import { table } from './markdown-table.ts'

/** One thing that must be so, in words, and what it leaves of all orders. */
export interface Condition {
  words: string
  holds(order: OrderFacts): boolean
}

const HEAD = `# What an order may do

Made from the code: \`CERTLOOM_WRITE_DOCS=1 npm test -- actions-page\` writes it anew, and a test fails where it is stale.
An action is its path below \`/orders/{id}\`. In a final state nothing may be asked for any more but to
send the certificate. Clients are not offered \`renew\` for what is recurring: billing looks after that.

`
const COLUMNS = ['State', 'Action', 'Who', 'When']

type Activity = OrderFacts['activity']

/** "nothing runs", "ordering (verifying)", "ordering" where any step will do. */
function activityWords(allowed: readonly Activity[]): string {
  const kinds = [...new Set(allowed.map((activity) => activity?.kind))]
  const words = kinds.map((kind) => {
    if (kind === undefined) return 'nothing'
    const steps = allowed.filter((activity) => activity?.kind === kind).map((activity) => activity?.step)
    const all = ACTIVITIES.filter((activity) => activity?.kind === kind).length
    return steps.length === all ? kind : `${kind} (${steps.join(', ')})`
  })
  return words.join(', ')
}

function activityCondition(open: readonly OrderFacts[]): Condition[] {
  const allowed = ACTIVITIES.filter((activity) => open.some((order) => order.activity === activity))
  const barred = ACTIVITIES.filter((activity) => !allowed.includes(activity))
  if (barred.length === 0) return []
  const [few, prefix] = allowed.length < barred.length ? [allowed, 'while'] : [barred, 'not while']
  return [
    { words: `${prefix} ${activityWords(few)} runs`, holds: (order) => allowed.includes(order.activity) },
  ]
}

function kindCondition(open: readonly OrderFacts[]): Condition[] {
  const allowed = PRODUCT_KINDS.filter((kind) => open.some((order) => order.productKind === kind))
  if (allowed.length === PRODUCT_KINDS.length) return []
  const isAllTls = allowed.length === PRODUCT_KINDS.filter(isTls).length && allowed.every(isTls)
  return [
    {
      words: isAllTls ? 'for TLS products' : `for ${allowed.join(', ')}`,
      holds: (order) => allowed.includes(order.productKind),
    },
  ]
}

function placedCondition(open: readonly OrderFacts[]): Condition[] {
  const allowed = [false, true].filter((placed) => open.some((order) => order.caOrderPlaced === placed))
  if (allowed.length === 2) return []
  return [
    {
      words: allowed[0] === true ? 'once the CA has the order' : 'before the CA has the order',
      holds: (order) => allowed.includes(order.caOrderPlaced),
    },
  ]
}

function documentsCondition(open: readonly OrderFacts[]): Condition[] {
  const allowed = [false, true].filter((takes) => open.some((order) => order.takesDocuments === takes))
  if (allowed.length === 2) return []
  return [
    {
      words: allowed[0] === true ? 'where documents are wanted' : 'where no documents are wanted',
      holds: (order) => allowed.includes(order.takesDocuments),
    },
  ]
}

const CANCELLATION_WORDS: Record<OrderFacts['cancellation'], string> = {
  'no-recurring': 'for what is not recurring',
  'not-asked': 'for recurring orders whose end was not asked for',
  asked: 'for recurring orders whose end was asked for',
}

function cancellationCondition(open: readonly OrderFacts[]): Condition[] {
  const allowed = CANCELLATIONS.filter((each) => open.some((order) => order.cancellation === each))
  if (allowed.length === CANCELLATIONS.length) return []
  const words = allowed.map((each) => CANCELLATION_WORDS[each]).join(' and ')
  return [{ words, holds: (order) => allowed.includes(order.cancellation) }]
}

/** A fact that is true or false, where it matters. */
function flagCondition(
  open: readonly OrderFacts[],
  flag: 'suspended' | 'isManualCa',
  words: { yes: string; no: string },
): Condition[] {
  const allowed = [false, true].filter((value) => open.some((order) => order[flag] === value))
  if (allowed.length === 2) return []
  return [
    {
      words: allowed[0] === true ? words.yes : words.no,
      holds: (order) => allowed.includes(order[flag]),
    },
  ]
}

/** What must be so in this state for the action to be possible, found by trying every order; null where it never is. */
export function conditionsOf(state: OrderStateName, action: Action): Condition[] | null {
  const open = ALL_ORDERS.filter((order) => order.state === state && isPossible(order, action))
  if (open.length === 0) return null
  return [
    ...placedCondition(open),
    ...kindCondition(open),
    ...documentsCondition(open),
    ...activityCondition(open),
    ...cancellationCondition(open),
    ...flagCondition(open, 'suspended', { yes: 'while suspended', no: 'unless suspended' }),
    ...flagCondition(open, 'isManualCa', { yes: 'at a CA without an API', no: 'at a CA with an API' }),
  ]
}

function rolesOf(state: OrderStateName, action: Action): string {
  const offers = ALL_ORDERS.filter((order) => order.state === state && isPossible(order, action))
  return ROLES.filter((role) => offers.some((order) => actionsFor(order, role).includes(action))).join(', ')
}

function rowsOf(state: OrderStateName): string[][] {
  const rows = ACTIONS.flatMap((action) => {
    const conditions = conditionsOf(state, action)
    if (conditions === null) return []
    const when = conditions.map(({ words }) => words).join('; ') || 'always'
    return [[`\`${state}\``, `\`${action}\``, rolesOf(state, action), when]]
  })
  return rows.length > 0 ? rows : [[`\`${state}\``, '', '', '']]
}

/** The page `docs/actions.md`, as the code would have it. */
export function actionsPage(): string {
  const answers = ACTIONS.map((action) => [
    `\`${action}\``,
    ...ORDER_STATES.map((state) => answersOf(state, action)),
  ])
  return (
    HEAD +
    table(COLUMNS, ORDER_STATES.flatMap(rowsOf)) +
    ANSWERS_HEAD +
    table(['Action', ...ORDER_STATES.map((state) => `\`${state}\``)], answers)
  )
}

const ANSWERS_HEAD = `
## What each comes to

Every action in every state is done, kept for later, or refused with the reason; nothing is taken and dropped. Refused is
409 \`not-possible-now\`, and \`blockedBy\` in the problem document names what stands in the way, as the cells below do:
\`state\`, \`activity\` (with what runs, how far and since when), \`payment\`, \`suspension\` and so on. While an order that
was terminated waits for the CA, \`ending\` stands in the way of whatever would begin something.
What is kept: a CSR and properties for the next certificate; a policy for the first one; a cancellation at the end of the
term (one that is wanted now is done); a payment that nothing waits for. A test sends each to a real workflow.
Of a payment its invoice decides, too: money that goes back on one that was never told of, and one that is told as paid
after its money went back, are refused (\`invoice\`); what was told before is done and counts no second time.
\`synchronize\` is possible as well before the CA has the order, while something waits for an admin.

`

/** What runs in each state, as far as it can. */
const KINDS_OF: Record<OrderStateName, readonly (ActivityKind | null)[]> = {
  'awaiting-payment': [null, 'cancelling'],
  'awaiting-acceptance': [null, 'cancelling'],
  'awaiting-configuration': [null, 'ordering', 'cancelling'],
  verifying: ['ordering', 'repeating', 'cancelling'],
  issued: [null, 'reissuing', 'renewing', 'revoking'],
  revoked: [null, 'reissuing', 'renewing', 'repeating', 'revoking'],
  expired: [null, 'reissuing', 'renewing', 'repeating', 'revoking'],
  rejected: [null, 'repeating', 'cancelling'],
  cancelled: [null],
  ended: [null],
}

/** What is ended goes no further than to the CA; before the CA has an order, one is on its way there or not paid. */
function mayStandAt({ state, activity }: OrderFacts): boolean {
  if (activity === null) return true
  if (activity.kind === 'cancelling' || activity.kind === 'revoking') return activity.step === 'ordering'
  return state !== 'awaiting-configuration' || ['ordering', 'awaiting-payment'].includes(activity.step)
}

function isReal(order: OrderFacts): boolean {
  const { state, activity, caOrderPlaced } = order
  const isAtCa = PLACED.includes(state) ? caOrderPlaced : !UNPLACED.includes(state) || !caOrderPlaced
  return KINDS_OF[state].includes(activity?.kind ?? null) && mayStandAt(order) && isAtCa
}

const PLACED: readonly OrderStateName[] = ['verifying', 'issued']
const UNPLACED: readonly OrderStateName[] = [
  'awaiting-payment',
  'awaiting-acceptance',
  'awaiting-configuration',
]

/** All that an action may come to in a state; what is good first. */
function answersOf(state: OrderStateName, action: Action): string {
  const orders = ALL_ORDERS.filter((order) => order.state === state && isReal(order))
  const answers = orders.map((order) => answerTo(order, action))
  const good = ['done', 'kept'].filter((kind) => answers.some((answer) => answer.kind === kind))
  const barred = answers.flatMap((answer) => (answer.kind === 'refused' ? answer.blockedBy.kind : []))
  return [...good.map((kind) => `**${kind}**`), ...new Set(barred)].join(', ')
}
