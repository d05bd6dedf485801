import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import fc from 'fast-check'
import { fixture } from '../pki/fixture.ts'
import { at, CONTACT, type Reply, startedOrder, textAt, withApi } from './harness.ts'

const api = withApi()

/** Products of every rule for names, and what was bought with them. */
const PRODUCTS = [
  { product: '601' },
  { product: '931' },
  { product: '931', additionalNames: 1 },
  { product: '961' },
  { product: '961', additionalNames: 'as-entered' },
  { product: '841' },
] as const

type Sale = (typeof PRODUCTS)[number]

const orders = new Map<Sale, string>()
beforeEach(async () => {
  for (const sale of PRODUCTS) orders.set(sale, await startedOrder(api, sale))
})

/** Names as people type them: good, bad, twice, with addresses of pages around them. */
const typed = fc.oneof(
  fc.constantFrom(
    'example.com',
    'www.example.com',
    'WWW.Example.com.',
    'https://example.com/',
    '*.example.com',
    'żółw.pl',
    'xn--w-uga1v8h.pl',
    '8.8.8.8',
    '10.0.0.1',
    'https://[2001:4860:4860::8888]:443/',
    'bad_name.example.com',
    'server.lan',
    'com.pl',
    'a\u0000b.com',
    '',
    `${'a'.repeat(60)}.example.com`,
  ),
  fc.domain(),
  fc.string({ maxLength: 20 }),
)

function verdict(list: unknown): string[] {
  assert.ok(Array.isArray(list))
  const told = list.map((each: unknown) => ({ path: textAt(each, 'path'), code: textAt(each, 'code') }))
  return told
    .filter(({ path }) => path.startsWith('/names') || path === '/subject/commonName')
    .map(({ path, code }) => `${path} ${code}`)
    .toSorted()
}

async function decided(sale: Sale, names: readonly string[]): Promise<string[]> {
  const body = { csr: fixture('no-subject.csr'), names, contact: CONTACT }
  const reply: Reply = await api.post(`/orders/${orders.get(sale)}/configuration/check`, body)
  assert.ok([200, 422].includes(reply.status), reply.text)
  return reply.status === 200 ? [] : verdict(at(reply.body, 'errors'))
}

describe('what is said of names beforehand', () => {
  test('is what an order of that product decides', async () => {
    const list = fc.array(typed, { minLength: 1, maxLength: 5 })
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...PRODUCTS), list, async (sale, names) => {
        const reply = await api.post('/names/inspect', { ...sale, names })
        assert.equal(reply.status, 200, reply.text)
        assert.deepEqual(verdict(at(reply.body, 'problems')), await decided(sale, names))
      }),
      { numRuns: 150 },
    )
  })
})
