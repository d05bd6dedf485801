import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { CA_AWAY_CODES } from '../../activities/ca/errors.ts'
import type { AdminChangeName } from '../../domain/admin-changes.ts'
import type { AlarmKind } from '../../domain/alarms.ts'
import { EVENT_NAMES, type EventDetails, type EventFact, type EventName } from '../../domain/events.ts'
import { MAIL_NAMES, type MailName, type MailPart } from '../../domain/mail.ts'
import type { WebhookType } from '../../domain/webhook-types.ts'
import { rows, sql } from '../../store/sql.ts'
import alarmsInEnglish from '../../texts/alarm.en.json' with { type: 'json' }
import alarmsInPolish from '../../texts/alarm.pl.json' with { type: 'json' }
import journalInEnglish from '../../texts/audit.en.json' with { type: 'json' }
import journalInPolish from '../../texts/audit.pl.json' with { type: 'json' }
import mailsInEnglish from '../../texts/mail.en.json' with { type: 'json' }
import mailsInPolish from '../../texts/mail.pl.json' with { type: 'json' }
import namesInEnglish from '../../texts/mail-editor.en.json' with { type: 'json' }
import namesInPolish from '../../texts/mail-editor.pl.json' with { type: 'json' }
import pagesInEnglish from '../../texts/pages.en.json' with { type: 'json' }
import pagesInPolish from '../../texts/pages.pl.json' with { type: 'json' }
import { LANGUAGES } from '../../texts/texts.ts'
import timelineInEnglish from '../../texts/timeline.en.json' with { type: 'json' }
import timelineInPolish from '../../texts/timeline.pl.json' with { type: 'json' }
import webhooksInEnglish from '../../texts/webhooks.en.json' with { type: 'json' }
import webhooksInPolish from '../../texts/webhooks.pl.json' with { type: 'json' }
import { eventFacts } from '../../web/orders/event-facts.ts'
import { pageTexts } from '../../web/page-texts.ts'
import type { StepName } from '../../workflows/certificate-order/state.ts'
import type { CommandName } from '../../workflows/contract.ts'
import { tell } from '../store/order-factory.ts'
import { textOf } from './browser.ts'
import { signedInAdmin, waitingOrder } from './scenes.ts'
import { withSite } from './site.ts'

/** A name as the key of its words: dots would lead deeper. */
type Hyphened<Name extends string> = Name extends `${infer Head}.${infer Rest}`
  ? `${Head}-${Hyphened<Rest>}`
  : Name

// The compiler names what lacks words: nothing here is looked at when the program runs.
type Words<Names extends string> = Record<Hyphened<Names>, string>
const EVENTS: readonly Words<EventName>[] = [pagesInEnglish.event, pagesInPolish.event]
const HOOKS: readonly Words<WebhookType>[] = [webhooksInEnglish.type, webhooksInPolish.type]
const CHANGES: readonly Words<AdminChangeName>[] = [journalInEnglish.change, journalInPolish.change]
const ALARMS: readonly Words<AlarmKind>[] = [alarmsInEnglish.kinds, alarmsInPolish.kinds]
const MAILS: readonly Record<MailName, Record<MailPart, string>>[] = [mailsInEnglish, mailsInPolish]
const MAIL_TITLES: readonly Words<MailName>[] = [namesInEnglish.name, namesInPolish.name]
const COMMANDS: readonly Words<CommandName | 'create'>[] = [
  timelineInEnglish.command,
  timelineInPolish.command,
]
const STEPS: readonly Words<StepName>[] = [timelineInEnglish.step, timelineInPolish.step]
const FACTS: readonly Words<Exclude<EventFact, 'configuration'>>[] = [
  timelineInEnglish.fact,
  timelineInPolish.fact,
]

const site = withSite()

/** What events tell of, a value each that has a code. */
const DETAILS: EventDetails = {
  ...{ step: 'check-control', code: 'connection-lost', codes: ['csr-invalid'], command: 'paymentReceived' },
  ...{ state: 'awaiting-configuration', status: 'AWAITING', kind: 'reissue', purpose: 'renew' },
  ...{ method: 'DNS_TXT_PREFIX', reason: 'keyCompromise', when: 'end-of-term', setup: 'on-payment' },
  ...{ policy: 'notify', template: 'csr-needed', revoke: true, paidUntil: '2031-03-01T00:00:00.000Z' },
}

describe('words', () => {
  test('of events, webhooks, alarms, mails, commands and steps are filled in, in both languages', () => {
    for (const family of [EVENTS, HOOKS, CHANGES, ALARMS, COMMANDS, STEPS, FACTS, MAIL_TITLES])
      for (const words of family)
        for (const [name, text] of Object.entries(words)) assert.notEqual(text.trim(), '', name)
    for (const mails of MAILS)
      for (const name of MAIL_NAMES) for (const text of Object.values(mails[name])) assert.notEqual(text, '')
  })

  test('of what a call of a CA came to are there, as a result and as a problem', () => {
    for (const language of LANGUAGES)
      for (const code of CA_AWAY_CODES) {
        assert.ok(pageTexts(language).has(`order-admin:exchanges.result.${code}`), code)
        assert.ok(pageTexts(language).has(`connection:${code}`), code)
      }
  })
})

/** Names of events, of steps and commands, and the CA's own words. A hyphen stands between words, not in codes. */
const CODE = /[a-z]+\.[a-z]+|-[a-z]+-|paymentReceived|keyCompromise|AWAITING/

describe('the timeline', () => {
  for (const language of LANGUAGES)
    test(`says in words what happened: every event, in ${language}`, async () => {
      const order = await waitingOrder(site)
      const at = '2031-01-01T00:00:00.000Z'
      const events = EVENT_NAMES.map((name) => ({
        ...{ name, at, details: DETAILS },
        actor: { role: 'system', id: null } as const,
      }))
      await tell(site.here, { orderId: order.id, sequence: 2, events: events.slice(0, 40) })
      await tell(site.here, { orderId: order.id, sequence: 3, events: events.slice(40) })
      const { browser } = await signedInAdmin(site, { language })
      const first = await browser.get(`/admin/orders/${order.id}`)
      const older =
        first.root.querySelector('section:last-of-type a[href*="events="]')?.getAttribute('href') ??
        assert.fail()
      const told = [first, await browser.get(older)].flatMap(({ root }) =>
        root.querySelectorAll('[data-event]'),
      )
      const said = new Map(told.map((each) => [each.getAttribute('data-event'), textOf(each)]))
      for (const name of EVENT_NAMES) {
        const text = said.get(name) ?? assert.fail(name)
        assert.doesNotMatch(text, CODE, `${name}: ${text}`)
      }
    })

  test('names what another release wrote, and shows its details', async () => {
    const order = await waitingOrder(site)
    await rows(
      site.here.db.em(),
      sql`insert into order_events (order_id, sequence, position, at, name, actor, details)
          values (${order.id}, 9, 0, now(), 'order.long-gone', '{"role":"system","id":null}', '{"weight":7}')`,
    )
    const { browser } = await signedInAdmin(site)
    const page = await browser.get(`/admin/orders/${order.id}`)
    const row = page.root.querySelector('[data-event="order.long-gone"]') ?? assert.fail()
    assert.match(textOf(row), /has no words for \(order\.long-gone\).*weight: 7/)
    assert.match(
      (await browser.get('/admin/audit?what=order.long-gone')).text,
      /has no words for \(order\.long-gone\)/,
    )
  })

  test('tells what became of an invoice, and why it was refused, in words', () => {
    const details = { invoice: 'FV/1', status: 'refunded', code: 'invoice-unknown' }
    const told = eventFacts(details, { language: 'en', timeZone: 'Europe/Warsaw' })
    assert.match(told, /FV\/1.*Refunded.*Nothing was told of this invoice before/)
  })

  test('tells days, yes and no, and leaves our own ids out', () => {
    const details = { paidUntil: '2031-03-01', revoke: false, configuration: 'an-id', method: null }
    assert.equal(
      eventFacts(details, { language: 'pl', timeZone: 'Europe/Warsaw' }),
      'opłacone do: 1 marca 2031; unieważnić certyfikat: nie',
    )
  })
})
