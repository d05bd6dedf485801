import { setTimeout as sleep } from 'node:timers/promises'
import type { Rest } from '../../test/end-to-end/support/rest.ts'
import type { SandboxDoor } from '../../test/end-to-end/support/sandbox-door.ts'

/** What a run asked of people or of the CA without need. */

const ALARMS_PASS_MS = 90_000
const LOOK_EVERY_MS = 1_000
/** The CA's number for elements that the contract lacks. */
const ADDITIONAL_ELEMENTS = 1172

interface Alarm {
  kind: string
  subject: string
  step: string
}

/** What still asks for a hand; alarms that the next good answer takes back are given time for it. */
export async function openAlarms(rest: Rest): Promise<string[]> {
  const deadlineMs = Date.now() + ALARMS_PASS_MS
  for (;;) {
    const { items } = (await rest<{ items: Alarm[] }>('GET', '/alarms')).body
    if (items.length === 0 || Date.now() > deadlineMs)
      return items.map(({ kind, subject, step }) => `alarm ${kind} ${step} ${subject}`)
    await sleep(LOOK_EVERY_MS)
  }
}

interface LoggedCall {
  operation: string
  status: number | null
  errors: number[]
  fault: string | null
}

/** A SOAP fault that was not injected, or elements that the contract lacks (1172): our client's own mistakes. */
export async function misunderstood(sandbox: SandboxDoor): Promise<string[]> {
  const { items } = await sandbox.call<{ items: LoggedCall[] }>('GET', '/soap-log')
  return items
    .filter(({ fault }) => fault === null)
    .filter(({ status, errors }) => status === 500 || errors.includes(ADDITIONAL_ELEMENTS))
    .map(({ operation, errors }) => `misunderstood ${operation} ${errors.join(' ')}`)
}
