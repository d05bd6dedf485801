import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ACTIVITY_KINDS, ACTIVITY_STEPS, isFinal, ORDER_STATES } from '../../domain/order-state.ts'
import { catalogue } from '../../texts/texts.ts'
import { whatIsNext } from '../../web/orders/what-is-next.ts'
import type { OrderJson } from '../../web/services.ts'
import { tell, viewOf } from '../store/order-factory.ts'
import { issuedOrder } from './configured-scene.ts'
import { signedInClient, waitingOrder } from './scenes.ts'
import { MULTI, withSite } from './site.ts'

const site = withSite()
const SINCE = '2026-05-04T09:30:00.000Z'

type Doing = NonNullable<OrderJson['activity']>

function doing(said: Partial<Doing>): Doing {
  const ordering = { kind: 'ordering', step: 'ordering', waitsFor: 'ca' } as const
  return { ...ordering, since: SINCE, dueBy: null, problem: null, problemText: null, ...said }
}

function order(overrides: Partial<OrderJson>): OrderJson {
  const tls = { kind: 'ssl-multi' } as OrderJson['product']
  return { activity: null, certificates: [], product: tls, verification: null, ...overrides } as OrderJson
}

const ISSUED = [{}] as OrderJson['certificates']

describe('what is next', () => {
  test('every state at rest has words of its own', () => {
    const keys = ORDER_STATES.flatMap((state) => whatIsNext(order({ state })))
    assert.equal(new Set(keys).size, ORDER_STATES.length)
    assert.ok(ORDER_STATES.filter(isFinal).every((state) => keys.includes(`next.${state}`)))
  })

  test('whatever is done in whichever state has words in both languages', () => {
    for (const state of ORDER_STATES)
      for (const kind of ACTIVITY_KINDS)
        for (const step of ACTIVITY_STEPS)
          for (const waitsFor of ['client', 'ca', 'admin'] as const) {
            const keys = whatIsNext(order({ state, activity: doing({ kind, step, waitsFor }) }))
            assert.ok(keys.length > 0, `${state} ${kind} ${step}`)
            for (const key of keys)
              for (const lng of ['pl', 'en']) assert.ok(catalogue.exists(`pages:${key}`, { lng }), key)
          }
  })

  const CASES: readonly [string, Partial<OrderJson>, string[]][] = [
    [
      'a certificate that is renewed once it is paid for',
      {
        state: 'issued',
        certificates: ISSUED,
        activity: doing({ kind: 'renewing', step: 'awaiting-payment' }),
      },
      ['next.issued', 'next.awaiting-renewal-payment'],
    ],
    [
      'a reissue whose names are to be proven',
      {
        state: 'issued',
        certificates: ISSUED,
        activity: doing({ kind: 'reissuing', step: 'verifying', waitsFor: 'client' }),
      },
      ['next.issued', 'next.replacing', 'next.verifying'],
    ],
    [
      'a renewal that lacks a key',
      { state: 'expired', certificates: ISSUED, activity: doing({ kind: 'renewing', step: 'awaiting-csr' }) },
      ['next.expired', 'next.awaiting-csr'],
    ],
    [
      'names that are paid for first',
      { state: 'awaiting-configuration', activity: doing({ step: 'awaiting-payment' }) },
      ['next.awaiting-names-payment'],
    ],
    [
      'a mailbox',
      {
        state: 'verifying',
        product: { kind: 'smime' } as OrderJson['product'],
        activity: doing({ step: 'verifying', waitsFor: 'client' }),
      },
      ['next.verifying-mailbox'],
    ],
    [
      'a check of the CA’s that the client can mend',
      {
        state: 'verifying',
        activity: doing({ step: 'verifying', waitsFor: 'client', problem: 'ca-check-caa' }),
      },
      ['next.check-client'],
    ],
    [
      'a check of the CA’s that only it can lift, beside a certificate that is there',
      {
        state: 'issued',
        certificates: ISSUED,
        activity: doing({
          kind: 'reissuing',
          step: 'verifying',
          waitsFor: 'admin',
          problem: 'ca-check-top-site',
        }),
      },
      ['next.issued', 'next.replacing', 'next.check-admin'],
    ],
    ['the CA at work', { state: 'verifying', activity: doing({ step: 'verifying' }) }, ['next.verifying-ca']],
    [
      'a revocation under way',
      { state: 'issued', certificates: ISSUED, activity: doing({ kind: 'revoking' }) },
      ['next.issued', 'next.revoking'],
    ],
    [
      'what a person does at a CA without an API',
      { state: 'verifying', activity: doing({ step: 'verifying', waitsFor: 'admin' }) },
      ['next.by-hand'],
    ],
    [
      'an order that is being cancelled',
      { state: 'verifying', activity: doing({ kind: 'cancelling' }) },
      ['next.cancelling'],
    ],
  ]

  for (const [title, overrides, expected] of CASES)
    test(title, () => assert.deepEqual(whatIsNext(order(overrides)), expected))
})

describe('what is next, on the order’s page', () => {
  test('a client whose next certificate waits for a CSR is led to it first', async () => {
    const { order: kept, certificate } = await issuedOrder(site)
    const { serialNumber, issuer, caOrderId: caOrder } = certificate
    await tell(site.here, {
      orderId: kept.id,
      sequence: 9,
      view: viewOf({
        state: 'issued',
        names: ['example.com'],
        certificates: [
          {
            ...{ serialNumber, issuer, caOrder, status: 'VALID', names: ['example.com'] },
            notBefore: certificate.notBefore.toISOString(),
            notAfter: certificate.notAfter.toISOString(),
          },
        ],
        activity: doing({ kind: 'renewing', step: 'awaiting-csr', waitsFor: 'client' }),
        caOrderPlaced: true,
      }),
    })
    const { page } = await signedInClient(site, kept)
    assert.match(page.text, /needs a new signing request/)
    assert.ok(page.root.querySelector('.next a[href$="/renewal-csr"].main'))
  })

  test('names that are billed as entered are told before any is entered (row O7)', async () => {
    const billed = await waitingOrder(site, { product: MULTI, additionalNames: 'as-entered' })
    const { browser } = await signedInClient(site, billed)
    const hint = (await browser.get(`/orders/${billed.id}/configure?step=2`)).root.querySelector(
      '[data-billed]',
    )
    assert.match(hint?.text ?? '', /2 included; each one more is paid for before/)
    const steps = { ...MULTI, names: { ...MULTI.names, step: 3 } }
    const inSteps = await waitingOrder(site, { product: steps, additionalNames: 'as-entered' })
    const other = await signedInClient(site, inSteps)
    const page = await other.browser.get(`/orders/${inSteps.id}/configure?step=2`)
    assert.match(page.root.querySelector('[data-billed]')?.text ?? '', /in steps of 3/)
    const bought = await waitingOrder(site, { product: MULTI })
    const third = await signedInClient(site, bought)
    const without = await third.browser.get(`/orders/${bought.id}/configure?step=2`)
    assert.equal(without.root.querySelector('[data-billed]'), null)
  })
})
