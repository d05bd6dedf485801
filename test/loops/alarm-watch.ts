import { lookOut } from '../../loops/alarms/look-out.ts'
import { openAlarms } from '../../store/queries/alarms.ts'
import { beat } from '../../store/queries/heartbeats.ts'
import { type Fragment, rows, sql } from '../../store/sql.ts'
import { WHOLE_INSTALLATION } from '../../store/tenant.ts'
import type { Installation } from '../store/installation.ts'

const NOW = Date.parse('2031-06-01T12:00:00Z')

/** So many days after the moment at which these tests begin. */
export function at(days: number): Date {
  return new Date(NOW + days * 86_400_000)
}

/** The look-out over an installation, and what it has raised. */
export function alarmWatch(here: Installation) {
  function change(statement: Fragment): Promise<unknown> {
    return rows(here.db.em(), statement)
  }

  /** Looks once, with a worker that lives unless said otherwise. */
  async function look(now: Date, isWorkerThere = true): Promise<void> {
    if (isWorkerThere) await beat(here.db, 'worker', now)
    await lookOut({ db: here.db, isEngineUp: async () => true, clock: () => now })
  }

  /** The steps of a kind that have ever been raised for a subject, in their order. */
  async function raised(kind: string, subject: string): Promise<string[]> {
    const found = await rows<{ step: string }>(
      here.db.em(),
      sql`select step from alarms where kind = ${kind} and subject = ${subject} order by raised_at`,
    )
    return found.map(({ step }) => step)
  }

  async function stands(kind: string, subject: string): Promise<boolean> {
    const open = await openAlarms(here.db, WHOLE_INSTALLATION, 500)
    return open.some((alarm) => alarm.kind === kind && alarm.subject === subject)
  }

  /** Looks again and again; gives after how many days each step came, and what it was. */
  async function stepsOver(kind: string, subject: string, days: readonly number[]): Promise<string[]> {
    const told: string[] = []
    for (const day of days) {
      const before = await raised(kind, subject)
      await look(at(day))
      const after = await raised(kind, subject)
      for (const step of after.slice(before.length)) told.push(`${day}: ${step.split('/').at(-1)}`)
    }
    return told
  }

  return { change, look, raised, stands, stepsOver }
}
