import { type Behaviour, behaviourSchema } from './behaviour.ts'
import type { CoreContext } from './context.ts'
import type { Database } from './database.ts'
import { readSetting, writeSetting } from './settings.ts'

/** Any of the switches; others are refused. */
export const behaviourInput = behaviourSchema.partial()
type Changes = Partial<{ [Name in keyof Behaviour]: Behaviour[Name] | undefined }>

const SETTING = 'behaviour'

/** What was changed by `PUT /behaviour` and holds until a reset, also when the sandbox is started again. */
export function rememberedBehaviour(database: Database): Partial<Behaviour> {
  const text = readSetting(database, SETTING)
  if (text === undefined) return {}
  return withoutGaps(behaviourInput.safeParse(JSON.parse(text)).data ?? {})
}

/** Turns some switches; the others stay as they are. */
export function changeBehaviour(context: CoreContext, changes: Changes): void {
  const given = withoutGaps(changes)
  Object.assign(context.behaviour, given)
  const all = { ...rememberedBehaviour(context.database), ...given }
  writeSetting(context.database, SETTING, JSON.stringify(all))
}

/** Turns every switch back to where it was at the start. */
export function resetBehaviour(context: CoreContext): void {
  Object.assign(context.behaviour, context.startBehaviour)
  writeSetting(context.database, SETTING, '{}')
}

function withoutGaps(changes: Changes): Partial<Behaviour> {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
}
