import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { saveCertificates } from '../../store/queries/certificates.ts'
import { certificateOf } from './certificate-maker.ts'
import { makeCsr } from './csr-maker.ts'
import { at, CONTACT, orderBody, problemsOf, startedOrder, textAt, withApi } from './harness.ts'

const api = withApi()

async function found(query: Record<string, string>): Promise<unknown[]> {
  const reply = await api.get(`/orders?${new URLSearchParams(query)}`)
  assert.equal(reply.status, 200, reply.text)
  const items = at(reply.body, 'items')
  assert.ok(Array.isArray(items))
  return items.map((item: unknown) => at(item, 'id'))
}

const customer = (overrides: Record<string, unknown>) => ({
  ...{ reference: 'typed', firstName: 'Ewa', lastName: 'Wiśniewska', email: 'ewa@firma.test' },
  ...overrides,
})

describe('a serial number as people paste it', () => {
  test('finds the order, the certificate and the file, with colons, blanks, zeros and in any case', async () => {
    const id = await startedOrder(api)
    const made = await certificateOf({ commonName: 'serial.example.com' })
    await saveCertificates(api.here.db, id, [made])
    const colons = made.serialNumber.match(/../g)?.join(':') ?? ''
    for (const typed of [
      colons,
      colons.toLowerCase(),
      `00${made.serialNumber}`,
      ` ${made.serialNumber.slice(1)} `,
    ]) {
      assert.deepEqual(await found({ serialNumber: typed }), [id], typed)
      assert.deepEqual(await found({ q: typed }), [id], typed)
      const one = await api.get(`/orders/${id}/certificates/${encodeURIComponent(typed.trim())}`)
      assert.equal(at(one.body, 'serialNumber'), made.serialNumber, typed)
    }
    const file = await fetch(`${api.url}/api/v1/orders/${id}/certificates/${colons}.pem`, {
      headers: { authorization: `Bearer ${api.tokens.full}` },
    })
    assert.equal(file.status, 200)
    assert.deepEqual(await found({ serialNumber: 'no number' }), [])
  })
})

describe('a search as people type it', () => {
  test('finds people without the marks on their letters, in any case', async () => {
    const names = { company: 'Żółta Łódź Straße', firstName: 'Zoë', lastName: 'Wiśniewska-Ørsted' }
    const id = await startedOrder(api, { customer: customer({ reference: 'folded', ...names }) })
    for (const q of [
      'wisniewska',
      'WIŚNIEWSKA',
      'zolta lodz',
      'strasse',
      'orsted',
      'zoe',
      'Łódź'.normalize('NFD'),
    ])
      assert.deepEqual(await found({ q }), [id], q)
    assert.deepEqual(await found({ q: 'wisniewski' }), [])
  })

  test('finds an address at an internationalised domain however it is written', async () => {
    const email = 'jan@żółw.pl'
    const id = await startedOrder(api, { customer: customer({ reference: 'idn', email }) })
    for (const q of [email, 'JAN@xn--w-uga1v8h.pl', 'jan@Żółw.PL'])
      assert.deepEqual(await found({ q }), [id], q)
  })
})

describe('a customer’s language', () => {
  const spelled: Record<string, string> = {
    pl: 'pl',
    PL: 'pl',
    'pl-PL': 'pl',
    pl_PL: 'pl',
    polish: 'pl',
    Polski: 'pl',
    en: 'en',
    English: 'en',
    'en-GB': 'en',
  }
  test('is known however a billing system spells it', async () => {
    for (const [language, meant] of Object.entries(spelled)) {
      const body = orderBody({ customer: customer({ reference: `l-${language}`, language }) })
      const reply = await api.post('/orders', body)
      assert.equal(reply.status, 201, reply.text)
      assert.equal(at(reply.body, 'customer.language'), meant, language)
    }
  })

  test('is no reason to refuse an order where it is none that is known', async () => {
    for (const language of [null, '', ' ', 'de', 'klingon', 'pl; drop table']) {
      const body = orderBody({ customer: customer({ reference: `l-${language}`, language }) })
      const reply = await api.post('/orders', body)
      assert.equal(reply.status, 201, reply.text)
    }
  })
})

describe('an address at an internationalised domain', () => {
  const typed = 'jan@żółw.pl'
  const kept = 'jan@xn--w-uga1v8h.pl'

  test('is taken for every person of an order, and kept as servers and the CA want it', async () => {
    const id = await startedOrder(api, {
      product: '931',
      customer: customer({ reference: 'mail', email: typed }),
    })
    assert.equal(at((await api.get(`/orders/${id}`)).body, 'customer.email'), kept)
    const body = {
      csr: await makeCsr('mail.example.com'),
      contact: { ...CONTACT, email: typed },
      revocationEmail: 'jan@Żółw.PL ',
      verification: { method: 'DNS_TXT_PREFIX', email: typed },
    }
    const reply = await api.post(`/orders/${id}/configuration`, body)
    assert.ok(reply.status < 300, reply.text)
    const read = await api.get(`/orders/${id}/configuration`)
    const entered = at(read.body, 'configuration')
    assert.deepEqual(
      [at(entered, 'contact.email'), at(entered, 'revocationEmail'), at(entered, 'verification.email')],
      [kept, kept, kept],
    )
  })

  test('is none where the name before the @ is not written in ASCII, or the domain is no name', async () => {
    for (const email of ['żółw@example.com', 'jan@ż ł.pl', 'jan@', '@żółw.pl']) {
      const reply = await api.post('/orders', orderBody({ customer: customer({ email }) }))
      assert.deepEqual(problemsOf(reply), ['/customer/email bad-email'], email)
    }
  })
})

describe('a private key that was pasted', () => {
  const key = '-----BEGIN PRIVATE\u00a0KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n'

  test('is refused in drafts and notes, and is kept nowhere', async () => {
    const id = await startedOrder(api)
    const draft = await api.call('PUT', `/orders/${id}/configuration/draft`, { csr: key, contact: CONTACT })
    assert.deepEqual([draft.status, problemsOf(draft)], [422, ['/csr private-key-sent']])
    const note = await api.post(`/orders/${id}/notes`, { kind: 'note', text: `Proszę:\n${key}` })
    assert.deepEqual(problemsOf(note), ['/text private-key-sent'])
    const configured = await api.post(`/orders/${id}/configuration`, { csr: key, contact: CONTACT })
    assert.ok(problemsOf(configured).includes('/csr private-key-sent'), configured.text)
    const read = await api.get(`/orders/${id}/configuration`)
    assert.equal(at(read.body, 'draft'), null)
    assert.deepEqual(api.logged, [])
  })

  test('says in both languages that it is lost', async () => {
    for (const [language, pattern] of [
      ['en', /make a new key/i],
      ['pl', /utwórz nowy klucz/i],
    ] as const) {
      const reply = await api.post('/csr/inspect', { csr: key }, { language })
      assert.match(textAt(reply.body, 'errors.0.message'), pattern)
    }
  })
})
