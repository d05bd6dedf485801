import { type Database, openDatabase } from '../../../store/database.ts'
import { type Fragment, rows, sql } from '../../../store/sql.ts'
import type { Rest } from './rest.ts'
import type { SandboxDoor } from './sandbox-door.ts'
import type { LiveStack } from './stack.ts'
import { until } from './until.ts'

/** An alarm as the public contract shows it. */
export interface Alarm {
  kind: string
  subject: string
  step: string
  orderId: string | null
  message: string
}

/** What alarms need: time that passes, a list, and a mailbox. Days cannot be waited for, so what is kept is dated back. */
export class AlarmWatch {
  readonly #rest: Rest
  readonly #sandbox: SandboxDoor
  readonly #db: Database

  static async of(stack: LiveStack, rest: Rest, sandbox: SandboxDoor): Promise<AlarmWatch> {
    return new AlarmWatch(rest, sandbox, await openDatabase(stack.ready().database.url))
  }

  private constructor(rest: Rest, sandbox: SandboxDoor, db: Database) {
    this.#rest = rest
    this.#sandbox = sandbox
    this.#db = db
  }

  close(): Promise<void> {
    return this.#db.close()
  }

  /** Everything that stands, of one order where it is named. */
  async standing(orderId?: string): Promise<Alarm[]> {
    const { items } = (await this.#rest<{ items: Alarm[] }>('GET', '/alarms')).body
    return items.filter((alarm) => orderId === undefined || alarm.orderId === orderId)
  }

  /** Waits until an alarm stands, at a step with this end. */
  untilRaised(kind: string, orderId?: string, stepEnd = ''): Promise<Alarm> {
    return until(
      `${kind} ${stepEnd} stands`,
      async () =>
        (await this.standing(orderId)).find((a) => a.kind === kind && a.step.endsWith(stepEnd)) ?? null,
      { timeoutMs: 60_000 },
    )
  }

  untilCleared(kind: string, orderId?: string): Promise<boolean> {
    return until(
      `${kind} is over`,
      async () => (await this.standing(orderId)).every((a) => a.kind !== kind),
      { timeoutMs: 60_000 },
    )
  }

  /** Mails to an address that have a text in them. */
  async mailsTo(address: string, text: string): Promise<string[]> {
    const { items } = await this.#sandbox.mails()
    const bodies = items
      .filter(({ to }) => JSON.stringify(to).includes(address))
      .map((mail) => `${mail.subject}\n${mail.text ?? ''}`)
    return bodies.filter((body) => body.includes(text))
  }

  /** Waits until so many are there, and gives them. */
  untilMails(address: string, text: string, count: number): Promise<string[]> {
    return until(
      `${address} has ${count} mails with "${text}"`,
      async () => {
        const found = await this.mailsTo(address, text)
        return found.length >= count ? found : null
      },
      { timeoutMs: 60_000 },
    )
  }

  /** The worker was seen last so much earlier. */
  ageHeartbeat(minutes: number): Promise<void> {
    const at = daysAgo(minutes / 1440)
    return this.#change(
      // One that was killed at once has not said that it lives.
      sql`insert into heartbeats (part, at, since) values ('worker', ${at}::timestamptz, ${at}::timestamptz)
          on conflict (part) do update set at = excluded.at returning part`,
    )
  }

  /** The client was asked for the configuration so many days ago. */
  askedDaysAgo(orderId: string, days: number): Promise<void> {
    return this.#change(
      sql`update order_events set at = ${daysAgo(days)}::timestamptz
          where order_id = ${orderId} and name = 'order.configuration-needed' returning order_id`,
    )
  }

  /** The order has been where it is for so many days. */
  waitingForDays(orderId: string, days: number): Promise<void> {
    return this.#changeView(orderId, sql`'{activity,since}'`, daysAgo(days))
  }

  /** The next certificate was to be begun with so many days ago. */
  plannedDaysAgo(orderId: string, days: number): Promise<void> {
    return this.#changeView(orderId, sql`'{renewal,startsAt}'`, daysAgo(days))
  }

  #changeView(orderId: string, path: Fragment, value: string): Promise<void> {
    return this.#change(
      sql`update order_view set view = jsonb_set(view, ${path}, to_jsonb(${value}::text))
          where order_id = ${orderId} returning order_id`,
    )
  }

  /** What an order has said may be kept a moment later than the answer. */
  async #change(statement: Fragment): Promise<void> {
    await until('there is something to date back', async () => {
      return (await rows(this.#db.em(), statement)).length > 0
    })
  }
}

/** A little more than so many days ago. */
function daysAgo(days: number): string {
  return new Date(Date.now() - days * 86_400_000 - 60_000).toISOString()
}
