import { setCurrentDetails, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow'
import { isFinal } from '../../domain/order-state.ts'
import { SEARCH_ATTRIBUTES } from '../contract.ts'
import { quickRecords, records } from './activities.ts'
import { describe } from './describe.ts'
import { type Life, noChanges, now } from './life.ts'
import { expiresAt } from './state.ts'
import { toView } from './view.ts'

/** The engine ends a workflow whose attribute is over 2,048 bytes; this leaves room for its own framing. */
const NAMES_LIMIT_BYTES = 1_500

/** The first names that fit a search attribute. A-labels are ASCII, so a character is a byte. */
export function namesThatFit(names: readonly string[]): string[] {
  let bytes = 0
  return names.filter((name) => {
    bytes += name.length + 8
    return bytes <= NAMES_LIMIT_BYTES
  })
}

/**
 * Writes what has changed where people and programs read it, then lets waiting Updates answer: a reader who was
 * answered sees what the answer says. Does nothing when nothing changed.
 */
export async function record(life: Life): Promise<void> {
  if (!life.changes.dirty) return
  const changes = life.changes
  life.changes = noChanges()
  life.state.sequence += 1
  const progress = {
    orderId: life.start.orderId,
    sequence: life.state.sequence,
    at: now(),
    view: toView(life.state, life.start),
    events: changes.events,
    commands: changes.commands.map(({ id, outcome, acknowledgedOnly }) => ({
      id,
      outcome,
      acknowledgedOnly,
    })),
    mails: changes.mails,
  }
  await write(life, progress)
  for (const { id, outcome, answersUpdate } of changes.commands)
    if (answersUpdate) life.outcomes.set(id, outcome)
  showOperators(life)
}

async function write(life: Life, progress: Parameters<typeof records.recordProgress>[0]): Promise<void> {
  const options = { summary: `Write down: ${life.state.state}` }
  if (!mayEnd(life)) {
    try {
      return await quickRecords.recordProgress.executeWithOptions(options, [progress])
    } catch {
      // PostgreSQL is away.
    }
  }
  await records.recordProgress.executeWithOptions(options, [progress])
}

/**
 * Whether the run may end in the very task that writes. The engine refuses to end a run into which a message comes at
 * that moment: it takes the task anew, without the Updates that were in it, and what was written outside the history
 * would be believed by readers and unknown here. So what is written last is written by an activity of the history.
 */
function mayEnd(life: Life): boolean {
  return life.phaseEnded || isFinal(life.state.state) || workflowInfo().continueAsNewSuggested
}

/**
 * Keeps the Temporal UI's picture up to date; only attributes that changed cost an event. The current details are lost
 * with each run, the attributes are not.
 */
export function showOperators(life: Life): void {
  const { state } = life
  setCurrentDetails(describe(life.start, state))
  const shown = workflowInfo().typedSearchAttributes
  const names = namesThatFit(state.names)
  const ends = expiresAt(state)
  const updates = [
    ...(shown.get(SEARCH_ATTRIBUTES.state) === state.state
      ? []
      : [{ key: SEARCH_ATTRIBUTES.state, value: state.state }]),
    ...(names.join() === (shown.get(SEARCH_ATTRIBUTES.names) ?? []).join()
      ? []
      : [{ key: SEARCH_ATTRIBUTES.names, value: names }]),
    ...(sameInstant(shown.get(SEARCH_ATTRIBUTES.expiresAt), ends)
      ? []
      : [{ key: SEARCH_ATTRIBUTES.expiresAt, value: dateOrNull(ends) }]),
    ...(sameInstant(shown.get(SEARCH_ATTRIBUTES.paidUntil), state.paidUntil)
      ? []
      : [{ key: SEARCH_ATTRIBUTES.paidUntil, value: dateOrNull(state.paidUntil) }]),
  ]
  if (updates.length > 0) upsertSearchAttributes(updates)
}

function dateOrNull(instant: string | null): Date | null {
  return instant === null ? null : new Date(instant)
}

function sameInstant(shown: Date | undefined, instant: string | null): boolean {
  return (shown?.getTime() ?? null) === (dateOrNull(instant)?.getTime() ?? null)
}
