import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { OrderView } from '../../domain/order-view.ts'
import { alarmMail } from '../../loops/alarms/alarm-mail.ts'
import { startAlarms } from '../../loops/alarms/alarms.ts'
import { lookOut } from '../../loops/alarms/look-out.ts'
import { createAdmin } from '../../store/queries/admins.ts'
import { standingAlarms } from '../../store/queries/alarm-conditions.ts'
import { openAlarms } from '../../store/queries/alarms.ts'
import { beat } from '../../store/queries/heartbeats.ts'
import { saveInstallationSettings } from '../../store/queries/settings.ts'
import { rows, sql } from '../../store/sql.ts'
import { WHOLE_INSTALLATION } from '../../store/tenant.ts'
import { withInstallation } from '../store/installation.ts'
import { keptOrder, tell, viewOf } from '../store/order-factory.ts'

const here = withInstallation()
const DAY_MS = 86_400_000
const NOW = Date.parse('2031-06-01T12:00:00Z')

function days(count: number): string {
  return new Date(NOW + count * DAY_MS).toISOString()
}

function at(count: number): Date {
  return new Date(NOW + count * DAY_MS)
}

async function orderWith(view: Partial<OrderView>): Promise<string> {
  const { id } = await keptOrder(here)
  await tell(here, { orderId: id, view: viewOf(view) })
  return id
}

const RENEWAL = {
  policy: 'auto',
  daysBefore: 10,
  effectiveDaysBefore: 10,
  startsAt: null,
  csrStored: false,
} as const

function activity(
  kind: 'renewing' | 'ordering',
  step: NonNullable<OrderView['activity']>['step'],
  since: number,
) {
  const waitsFor = step === 'awaiting-payment' ? ('billing' as const) : ('client' as const)
  return { kind, step, waitsFor, since: days(since), dueBy: null, problem: null }
}

async function kindsOf(orderId: string, now = at(0)): Promise<string[]> {
  const standing = await standingAlarms(here.db, now, false)
  return standing.filter((alarm) => alarm.orderId === orderId).map(({ kind, step }) => `${kind} ${step}`)
}

function lookout(now: Date, isEngineUp = true) {
  return lookOut({ db: here.db, isEngineUp: async () => isEngineUp, clock: () => now })
}

describe('what needs a hand', () => {
  test('an order behind its plan, and one that is about to begin is none', async () => {
    const issued = { state: 'issued', expiresAt: days(100), activity: null } as const
    const late = await orderWith({ ...issued, renewal: { ...RENEWAL, startsAt: days(-2) } })
    const soon = await orderWith({ ...issued, renewal: { ...RENEWAL, startsAt: days(1) } })
    assert.deepEqual(await kindsOf(late), [`behind-plan ${days(-2)}`])
    assert.deepEqual(await kindsOf(soon), [])
  })

  test('a renewal that has not come on for a day, a key that is missing, an invoice that is not paid', async () => {
    const issued = { state: 'issued', expiresAt: days(100) } as const
    const stuck = await orderWith({ ...issued, activity: activity('renewing', 'ordering', -2) })
    const keyless = await orderWith({ ...issued, activity: activity('renewing', 'awaiting-csr', -4) })
    const unpaid = await orderWith({
      ...issued,
      activity: { ...activity('renewing', 'awaiting-payment', -5), dueBy: days(2) },
    })
    assert.deepEqual(await kindsOf(stuck), [`renewal-stuck ${days(-2)}`])
    assert.deepEqual(await kindsOf(keyless), [`csr-missing ${days(-4)}/3`])
    assert.deepEqual(await kindsOf(unpaid), [`invoice-unpaid ${days(2)}`])
  })

  test('something unfinished is brought up after 1, 3, 7, 14 and 30 days, each once', async () => {
    const id = await orderWith({ state: 'verifying', activity: activity('ordering', 'verifying', 0) })
    const steps: string[] = []
    for (const passed of [0.5, 1.1, 2, 3.1, 7.1, 14.1, 30.1, 40])
      steps.push(...(await kindsOf(id, at(passed))))
    const told = steps.map((step) => step.split('/').at(-1))
    assert.deepEqual(told, ['1', '1', '3', '7', '14', '30', '30'])
  })

  test('a suspended order is left alone', async () => {
    const id = await orderWith({
      state: 'verifying',
      suspended: true,
      activity: activity('ordering', 'verifying', -9),
    })
    assert.deepEqual(await kindsOf(id), [])
  })

  test('a worker that is not seen, and an engine that does not answer', async () => {
    await beat(here.db, 'worker', at(-1))
    const kinds = (await standingAlarms(here.db, at(0), true)).map(({ kind }) => kind)
    assert.ok(kinds.includes('worker-away') && kinds.includes('engine-away'))
    await beat(here.db, 'worker', at(0))
    const later = (await standingAlarms(here.db, at(0), false)).map(({ kind }) => kind)
    assert.ok(!later.includes('worker-away') && !later.includes('engine-away'))
  })
})

describe('the look-out', () => {
  test('an order that is suspended and resumed is in the list again, and nobody is told twice', async () => {
    const view = { state: 'verifying', activity: activity('ordering', 'verifying', -2) } as const
    const id = await orderWith(view)
    const listed = async () =>
      (await openAlarms(here.db, WHOLE_INSTALLATION, 500)).some(({ orderId }) => orderId === id)
    await lookout(at(0))
    await tell(here, { orderId: id, sequence: 2, view: viewOf({ ...view, suspended: true }) })
    await lookout(at(0.01))
    assert.equal(await listed(), false)
    await tell(here, { orderId: id, sequence: 3, view: viewOf(view) })
    await lookout(at(0.02))
    assert.equal(await listed(), true)
    const mails = await rows(here.db.em(), sql`select id from outbox where order_id = ${id}`)
    assert.equal(mails.length, 1)
  })

  test('tells of each step once, however often and by however many it is done, and clears what is over', async () => {
    const id = await orderWith({ state: 'verifying', activity: activity('ordering', 'verifying', -2) })
    const looked = await Promise.all([lookout(at(0)), lookout(at(0)), lookout(at(0))])
    assert.ok(looked.includes(true))
    await lookout(at(0.1))
    const mails = await rows<{ occasion: string }>(
      here.db.em(),
      sql`select occasion from outbox where order_id = ${id} and template = 'reminder-verification'`,
    )
    assert.equal(mails.length, 1)
    const open = async () =>
      (await openAlarms(here.db, WHOLE_INSTALLATION, 500)).filter(({ orderId }) => orderId === id)
    assert.equal((await open()).length, 1)
    await tell(here, {
      orderId: id,
      sequence: 2,
      view: viewOf({ state: 'issued', expiresAt: days(300), activity: null }),
    })
    await lookout(at(0.2))
    assert.deepEqual(await open(), [])
  })

  test('cancels what nobody has configured for as long as the setting says, once', async () => {
    await saveInstallationSettings(here.db, { cancelUnfinishedAfterDays: 60 })
    const id = await orderWith({ state: 'awaiting-configuration', activity: null })
    await rows(here.db.em(), sql`update orders set created_at = ${at(-61)}::timestamptz where id = ${id}`)
    await lookout(at(0))
    await lookout(at(0.1))
    const commands = await rows(
      here.db.em(),
      sql`select id from commands where order_id = ${id} and name = 'cancel'`,
    )
    assert.equal(commands.length, 1)
    await saveInstallationSettings(here.db, { cancelUnfinishedAfterDays: null })
  })

  test('mails the admins by itself: all at once in one mail, in their language, and never twice', async () => {
    await createAdmin(here.db, 'opiekun@certloom.test', 'long enough a word', { language: 'pl' })
    await rows(here.db.em(), sql`update alarms set mailed_at = now()`)
    await orderWith({
      state: 'issued',
      expiresAt: days(100),
      activity: null,
      renewal: { ...RENEWAL, startsAt: days(-3) },
    })
    await orderWith({
      state: 'issued',
      expiresAt: days(100),
      activity: null,
      renewal: { ...RENEWAL, startsAt: days(-4) },
    })
    const sent: { to: { address: string }; subject: string; text: string; messageId: string }[] = []
    const failing = { left: 1 }
    const options = {
      db: here.db,
      isEngineUp: async () => true,
      clock: () => at(0),
      transport: {
        sendMail: async (mail: (typeof sent)[number]) => {
          failing.left -= 1
          if (failing.left >= 0) throw new Error('the mail server is away')
          sent.push(mail)
        },
      },
      from: 'Certloom <no-reply@certloom.test>',
      publicUrl: 'https://certloom.test',
      intervalMs: 20,
      log: { warn: () => undefined },
    }
    const loops = [startAlarms(options), startAlarms(options)]
    for (let tries = 0; sent.length === 0 && tries < 200; tries += 1)
      await new Promise((done) => setTimeout(done, 20))
    await new Promise((done) => setTimeout(done, 200))
    await Promise.all(loops.map((loop) => loop.stop()))
    const toPolish = sent.filter(({ to }) => to.address === 'opiekun@certloom.test')
    assert.equal(toPolish.length, 1)
    assert.equal(toPolish[0]?.text.match(/admin\/orders\//g)?.length, 2)
    assert.match(toPolish[0]?.subject ?? '', /sprawy do załatwienia/)
    assert.match(toPolish[0]?.text ?? '', /https:\/\/certloom\.test\/admin\/orders\//)
  })

  test('after a start it waits until the others have come up', async () => {
    let looks = 0
    const isEngineUp = async () => {
      looks += 1
      return true
    }
    const options = {
      db: here.db,
      isEngineUp,
      clock: () => at(0),
      from: '',
      publicUrl: '',
      log: { warn: () => undefined },
    }
    const transport = { sendMail: async () => undefined }
    const loop = startAlarms({ ...options, transport, intervalMs: 20, settleMs: 300 })
    await new Promise((done) => setTimeout(done, 150))
    assert.equal(looks, 0)
    for (let tries = 0; looks === 0 && tries < 200; tries += 1)
      await new Promise((done) => setTimeout(done, 20))
    await loop.stop()
    assert.ok(looks > 0)
  })

  test('a mail about very much says how much more there is', () => {
    const alarm = {
      id: 'a',
      kind: 'behind-plan',
      subject: 's',
      step: 'x',
      orderId: null,
      raisedAt: '',
      clearedAt: null,
    } as const
    const { subject, text } = alarmMail(
      Array.from({ length: 80 }, () => alarm),
      { language: 'en', timeZone: 'Europe/Warsaw', publicUrl: 'https://certloom.test' },
    )
    assert.match(subject, /80/)
    assert.match(text, /And 30 more/)
  })
})
