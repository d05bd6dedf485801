import { type Actor, type CommandOutcome, notPossible } from '../../domain/command.ts'
import type { EventDetails, EventName } from '../../domain/events.ts'
import type { MailName } from '../../domain/mail.ts'
import { mayFollow, type OrderStateName } from '../../domain/order-state.ts'
import type { OrderStart } from '../contract.ts'
import { HANDLED_LIMIT, type OrderState, type Step, type StepName } from './state.ts'

/** What has happened since the last projection. */
export interface Changes {
  dirty: boolean
  events: { name: EventName; actor: Actor; at: string; details: EventDetails }[]
  /** `acknowledgedOnly`: kept, not finished. `answersUpdate`: whoever waits for the Update is told now. */
  commands: { id: string; outcome: CommandOutcome; acknowledgedOnly: boolean; answersUpdate: boolean }[]
  mails: { template: MailName; occasion: string }[]
}

/** One run of an order's workflow: the state that travels, and what belongs to this run alone. */
export interface Life {
  start: OrderStart
  state: OrderState
  changes: Changes
  /** Answers that waiting Updates pick up, set once the projection is written. */
  outcomes: Map<string, CommandOutcome>
  /** The commands that are being worked on at this moment. */
  inHand: readonly string[]
  /** True once every command that came in is settled and the order is over: nobody waits any longer. */
  isClosed: boolean
  /** True when a phase of the order's life is over and its history may be left behind. */
  phaseEnded: boolean
}

/** What was begun and is not wanted any more, because something else came first. */
export const OVERTAKEN: CommandOutcome = notPossible({ kind: 'overtaken' })

export const SYSTEM: Actor = { role: 'system', id: null }

export function noChanges(): Changes {
  return { dirty: false, events: [], commands: [], mails: [] }
}

/** The workflow's own clock, as every instant in the state is written. */
export function now(): string {
  return new Date().toISOString()
}

/** Notes what happened, for the timeline. Details hold ids, codes and domain names only. */
export function note(life: Life, name: EventName, actor: Actor = SYSTEM, details: EventDetails = {}): void {
  life.changes.dirty = true
  life.changes.events.push({ name, actor, at: now(), details })
}

/** Moves the order on; a move the table does not know is a fault in our code, not in the order. */
export function moveTo(life: Life, state: OrderStateName): void {
  if (life.state.state === state) return
  if (!mayFollow(life.state.state, state)) throw new Error(`no way from ${life.state.state} to ${state}`)
  life.state.state = state
  life.state.stateSince = now()
  life.changes.dirty = true
}

/** Asks for a mail. The outbox sends one per (order, template, occasion), however often it is asked. */
export function mail(life: Life, template: MailName, occasion: string): void {
  life.changes.dirty = true
  life.changes.mails.push({ template, occasion })
}

/** Settles a command: whoever waits for its Update is told once this is written down. */
export function settle(life: Life, commandId: string, outcome: CommandOutcome): void {
  const acknowledgedOnly = outcome.state === 'accepted'
  life.changes.dirty = true
  life.changes.commands.push({ id: commandId, outcome, acknowledgedOnly, answersUpdate: true })
}

/** Settles every command that asked for a step. A step of our own has none. */
export function settleStep(life: Life, step: Step, outcome: CommandOutcome): void {
  for (const commandId of step.commandIds) settle(life, commandId, outcome)
}

/** Takes steps off the list because events overtook them; commands that asked for them are told so. */
export function dropSteps(life: Life, ...names: StepName[]): void {
  takeOff(life, names, OVERTAKEN)
}

/** Takes steps off the list because what they were to bring about has come about without them. */
export function fulfilSteps(life: Life, ...names: StepName[]): void {
  takeOff(life, names, { state: 'done' })
}

function takeOff(life: Life, names: readonly StepName[], outcome: CommandOutcome): void {
  for (const step of life.state.steps) {
    if (!names.includes(step.name) || step.commandIds.some((id) => life.inHand.includes(id))) continue
    settleStep(life, step, outcome)
  }
  life.state.steps = life.state.steps.filter((step) => !names.includes(step.name))
}

/** The order is over: what a partner still owed us is not wanted any more. */
export function dropAllSteps(life: Life): void {
  dropSteps(life, ...life.state.steps.map(({ name }) => name))
}

/** Tells the relay that a command is in our hands; its Update goes on waiting for the partner's answer. */
export function acknowledge(life: Life, commandId: string): void {
  life.changes.dirty = true
  const outcome: CommandOutcome = { state: 'accepted' }
  life.changes.commands.push({ id: commandId, outcome, acknowledgedOnly: true, answersUpdate: false })
}

export function isHandled(state: OrderState, commandId: string): boolean {
  return state.handled.includes(commandId)
}

export function markHandled(state: OrderState, commandId: string): void {
  state.handled = [...state.handled, commandId].slice(-HANDLED_LIMIT)
}
