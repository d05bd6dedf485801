import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { CaCheck } from '../../domain/ca-checks.ts'
import type { DocumentState } from '../../domain/document.ts'
import { MAIL_NAMES, type MailName } from '../../domain/mail.ts'
import type { Party } from '../../domain/order-state.ts'
import type { OrderView } from '../../domain/order-view.ts'
import { createMailRenderer } from '../../mail/render.ts'
import { newId } from '../../platform/ids.ts'
import { type CaState, insertCaOrder, noteCaState } from '../../store/queries/ca-orders.ts'
import { acceptCommand } from '../../store/queries/commands.ts'
import type { OrderRecord } from '../../store/queries/orders.ts'
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

/** A certificate's end that is near, whenever the tests run. */
const END = new Date(Date.now() + 5 * 86_400_000).toISOString()

function held(problem: CaCheck): Partial<OrderView> {
  const view = running('verifying')
  return { ...view, activity: view.activity ? { ...view.activity, problem } : null }
}

/** What an order is like while a mail is of use. */
const OF_USE: Record<MailName, Partial<OrderView>> = {
  'configuration-needed': {},
  'sign-in-link': {},
  'sign-in': {},
  'proof-needed': running('verifying'),
  'verification-needed': running('verifying'),
  'csr-needed': running('awaiting-csr'),
  'renewal-due': { ...running('ordering'), activity: null, expiresAt: END },
  'older-revoked': running('ordering'),
  'certificate-renewed': running('ordering'),
  certificate: running('ordering'),
  'documents-needed': running('awaiting-documents'),
  'document-rejected': running('awaiting-documents'),
  'check-failed': held('ca-check-caa'),
  issued: running('ordering'),
  'renewal-failed': running('ordering'),
  revoked: running('ordering'),
  cancelled: { state: 'cancelled' },
  'reminder-configuration': {},
  'reminder-verification': running('verifying'),
  'reminder-documents': running('awaiting-documents'),
}

const WANTED = { type: 'APPLICANT', state: 'REQUIRED', expiresAt: null } as const
/** A CA that wants something of everything. */
const WANTING: CaState = {
  status: 'VERIFICATION',
  names: [{ name: 'shop.test', state: 'REQUIRED' }],
  verifications: [WANTED],
  systemChecks: [{ name: 'shop.test', method: 'CAA', info: null }],
  productValidUntil: null,
}

/** What the CA has told of the order's purchase. */
async function heardOf(order: OrderRecord, said: Partial<CaState>): Promise<void> {
  const now = new Date()
  const row = await insertCaOrder(here.db, {
    ...{ caAccountId: order.caAccountId, caOrderId: `${order.id}-1`, orderId: order.id, n: 1 },
    ...{ purpose: 'issue', productCode: '601', customerLabel: order.id, status: 'AWAITING' },
    ...{ method: 'DNS_TXT_PREFIX', code: 'c0de', configurationId: null, placedAt: now },
    names: WANTING.names,
  })
  await noteCaState(here.db, row.id, { ...WANTING, ...said }, now)
}

async function mailOf(
  template: MailName,
  language: 'pl' | 'en',
  view: Partial<OrderView>,
  { occasion = 'x', said = WANTING }: { occasion?: string; said?: Partial<CaState> } = {},
) {
  const order = await keptOrder(here, { customer: customer({ reference: newId(), language }) })
  await tell(here, { orderId: order.id, view: viewOf(view) })
  await heardOf(order, said)
  return render()({ id: newId(), orderId: order.id, template, occasion, messageId: newId(), attempts: 1 })
}

const NEVER = { sentAt: null, linkValidUntil: null, verifiedAt: null, validUntil: null }

function paper(state: DocumentState) {
  const nothing = { description: null, fileNames: [], createdAt: null, expiresAt: null, reason: null }
  return { type: 'APPLICANT', state, ...nothing }
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
    // Half an hour before midnight in UTC it is tomorrow in Warsaw, whatever the season.
    const view = { ...running('ordering'), expiresAt: `${END.slice(0, 10)}T23:30:00.000Z` }
    const tomorrow = new Date(Date.parse(view.expiresAt) + 3_600_000).toISOString().slice(0, 10)
    assert.match((await mailOf('renewal-due', 'en', view))?.subject ?? '', new RegExp(tomorrow))
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

  const PROVEN = { names: [{ name: 'shop.test', state: 'VERIFIED' as const }] }
  const waiting = (waitsFor: Party): Partial<OrderView> => {
    const view = running('awaiting-documents')
    return { ...view, activity: view.activity ? { ...view.activity, waitsFor } : null }
  }
  const NOT_NEEDED: readonly [string, MailName, Partial<OrderView>, Partial<CaState>?][] = [
    ['a proof where the evidence holds', 'verification-needed', running('verifying'), PROVEN],
    ['a first proof that was given', 'proof-needed', running('verifying'), PROVEN],
    [
      'a reminder of a proof, where a check is in the way',
      'reminder-verification',
      held('ca-check-caa'),
      PROVEN,
    ],
    ['a proof while the order is suspended', 'proof-needed', { ...running('verifying'), suspended: true }],
    ['documents that the CA reads', 'reminder-documents', waiting('ca'), { documents: [paper('NEW')] }],
    ['documents that it has taken', 'documents-needed', waiting('ca'), { verifications: [] }],
    [
      'another for a refused one that is there',
      'document-rejected',
      waiting('ca'),
      { documents: [paper('NEW')] },
    ],
    [
      'details that are on their way',
      'reminder-configuration',
      { activity: running('ordering').activity ?? null },
    ],
    ['to mend what only the CA can lift', 'check-failed', held('ca-check-top-site')],
    ['to mend what is mended', 'check-failed', running('verifying')],
    ['a successor that is there', 'renewal-due', { state: 'issued', expiresAt: '2099-01-01T00:00:00.000Z' }],
    ['a successor that the CA is making', 'renewal-due', { ...waiting('ca'), expiresAt: END }],
  ]
  for (const [what, template, view, said = {}] of NOT_NEEDED)
    test(`does not ask for ${what}`, async () => {
      assert.equal(await mailOf(template, 'en', view, { said }), null)
    })

  test('asks for a successor also while another certificate is being revoked', async () => {
    const { activity } = running('ordering')
    const revoking: Partial<OrderView> = {
      state: 'issued',
      expiresAt: END,
      activity: activity ? { ...activity, kind: 'revoking', waitsFor: 'ca' } : null,
    }
    assert.notEqual(await mailOf('renewal-due', 'en', revoking), null)
  })

  test('asks for documents beside names that are still to be proven', async () => {
    assert.notEqual(await mailOf('documents-needed', 'en', running('verifying')), null)
  })

  test('about a failed check says name by name what our own look found, or what the check means', async () => {
    const systemChecks = [
      { name: 'shop.test', method: 'CAA', info: null },
      { name: 'shop.test', method: 'PHISHTANK', info: null },
      { name: 'shop.test', method: 'A_NEW_LIST', info: null },
    ]
    const mail = await mailOf('check-failed', 'en', held('ca-check-caa'), { said: { systemChecks } })
    assert.match(mail?.text ?? '', /shop\.test: The CAA record of the domain does not allow Certum/)
    assert.match(mail?.text ?? '', /shop\.test: The name is on a list of phishing sites/)
    assert.match(mail?.text ?? '', /shop\.test: A check of the CA’s speaks against this name/)
  })

  test('about a mailbox names it, where nothing is to be published', async () => {
    const email = { address: 'anna@shop.test', verified: false, ...NEVER }
    const mail = await mailOf('reminder-verification', 'en', running('verifying'), { said: { email } })
    assert.match(mail?.text ?? '', /sent to anna@shop\.test/)
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
