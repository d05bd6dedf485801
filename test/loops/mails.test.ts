import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { MAIL_NAMES, type MailName } from '../../domain/mail.ts'
import type { OrderView } from '../../domain/order-view.ts'
import { createMailRenderer } from '../../mail/render.ts'
import { newId } from '../../platform/ids.ts'
import { acceptCommand } from '../../store/queries/commands.ts'
import { LANGUAGES } from '../../texts/texts.ts'
import { PRODUCT, withInstallation } from '../store/installation.ts'
import { customer, keptOrder, tell, viewOf } from '../store/order-factory.ts'

const here = withInstallation()
const render = () =>
  createMailRenderer({ db: here.db, keyRing: here.keyRing, publicUrl: 'https://certloom.test' })

function running(step: NonNullable<OrderView['activity']>['step']): Partial<OrderView> {
  const activity = {
    kind: 'reissuing',
    step,
    waitsFor: 'client',
    since: '2031-01-01T00:00:00Z',
    dueBy: null,
    problem: null,
  } as const
  return { state: 'issued', expiresAt: '2031-02-01T00:00:00.000Z', names: ['shop.test'], activity }
}

/** What an order is like while a mail is of use. */
const OF_USE: Record<MailName, Partial<OrderView>> = {
  'configuration-needed': {},
  'sign-in-link': {},
  'proof-needed': running('verifying'),
  'verification-needed': running('verifying'),
  'csr-needed': running('awaiting-csr'),
  'renewal-due': running('ordering'),
  'older-revoked': running('ordering'),
  'certificate-renewed': running('ordering'),
  certificate: running('ordering'),
  'documents-needed': running('awaiting-documents'),
  'document-rejected': running('awaiting-documents'),
  issued: running('ordering'),
  'renewal-failed': running('ordering'),
  revoked: running('ordering'),
  cancelled: { state: 'cancelled' },
  'reminder-configuration': {},
  'reminder-verification': running('verifying'),
  'reminder-documents': running('awaiting-documents'),
}

async function mailOf(template: MailName, language: 'pl' | 'en', view: Partial<OrderView>, occasion = 'x') {
  const order = await keptOrder(here, { customer: customer({ reference: newId(), language }) })
  await tell(here, { orderId: order.id, view: viewOf(view) })
  return render()({ id: newId(), orderId: order.id, template, occasion, messageId: newId(), attempts: 1 })
}

describe('every mail', () => {
  for (const template of MAIL_NAMES)
    for (const language of ['pl', 'en'] as const)
      test(`${template} in ${language} has all its words and leads somewhere`, async () => {
        const mail = await mailOf(template, language, OF_USE[template])
        assert.ok(mail !== null)
        assert.doesNotMatch(mail.text + mail.subject, /\{\{|mail:|undefined/)
        assert.match(mail.text, /https:\/\/certloom\.test\//)
        assert.equal(mail.to.address, 'jadwiga@customer.test')
      })

  test('of an order without a certificate names no day, and of one without names the product', async () => {
    const { activity } = running('awaiting-csr')
    const bare: Partial<OrderView> = {
      state: 'rejected',
      expiresAt: null,
      names: [],
      activity: activity ?? null,
    }
    for (const template of ['csr-needed', 'renewal-failed'] as const)
      for (const language of LANGUAGES) {
        const mail = await mailOf(template, language, bare)
        assert.ok(mail !== null)
        assert.doesNotMatch(mail.text, /–| {2}/)
        assert.match(mail.text, new RegExp(`(for|of|dla) ${PRODUCT.name}`))
      }
  })

  test('tells the day on which a certificate ends where its customer is', async () => {
    const view = { ...running('ordering'), expiresAt: '2031-03-30T22:30:00.000Z' }
    assert.match((await mailOf('renewal-due', 'en', view))?.subject ?? '', /2031-03-31/)
  })

  test('that nobody needs any more is not sent', async () => {
    const done: Partial<OrderView> = { state: 'issued', activity: null }
    for (const template of [
      'csr-needed',
      'proof-needed',
      'verification-needed',
      'reminder-documents',
      'configuration-needed',
    ] as const)
      assert.equal(await mailOf(template, 'en', done), null)
  })

  test('with the certificate goes to the address that the command named', async () => {
    const order = await keptOrder(here)
    await tell(here, { orderId: order.id, view: viewOf(OF_USE.certificate) })
    const id = newId()
    const actor = { role: 'admin', id: null } as const
    const body = { to: 'elsewhere@customer.test' }
    const command = {
      id,
      billingSystemId: here.billingSystemId,
      orderId: order.id,
      name: 'send',
      actor,
      body,
      arguments: {},
    }
    await acceptCommand(here.db, command)
    const mail = {
      id: newId(),
      orderId: order.id,
      template: 'certificate',
      occasion: id,
      messageId: newId(),
      attempts: 1,
    }
    assert.equal((await render()(mail))?.to.address, 'elsewhere@customer.test')
  })
})
