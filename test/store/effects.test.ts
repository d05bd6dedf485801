import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { newId } from '../../platform/ids.ts'
import {
  certificateBySerial,
  certificateStatuses,
  certificatesOf,
  saveCertificates,
} from '../../store/queries/certificates.ts'
import { consumeClientLink, createClientLink } from '../../store/queries/client-links.ts'
import { forgetOldRows } from '../../store/queries/housekeeping.ts'
import { abandonRequest, beginRequest, finishRequest } from '../../store/queries/idempotency.ts'
import { beginLedger, finishLedger, noteLedger } from '../../store/queries/ledger.ts'
import { dueMails, mailFailed, mailSent, requestMail } from '../../store/queries/outbox.ts'
import { rows, sql } from '../../store/sql.ts'
import { withInstallation } from './installation.ts'
import { keptOrder } from './order-factory.ts'

const here = withInstallation()

const DAY_MS = 86_400_000
const inMs = (ms: number): Date => new Date(Date.now() + ms)

describe('the ledger', () => {
  test('of many who begin one effect, one may bring it about', async () => {
    const { id } = await keptOrder(here)
    const entries = await Promise.all(
      Array.from({ length: 15 }, () => beginLedger(here.db, id, 'ca-order', '1')),
    )
    assert.equal(entries.filter(({ begun }) => begun === 'now').length, 1)
    assert.ok(entries.every(({ state }) => state === 'begun'))
    assert.equal((await beginLedger(here.db, id, 'ca-order', '2')).begun, 'now')
  })

  test('remembers how far an effect came, and what it gave the first time', async () => {
    const { id } = await keptOrder(here)
    await beginLedger(here.db, id, 'ca-order', '1')
    await noteLedger(here.db, id, 'ca-order', '1', { sentAt: 'then' })
    assert.deepEqual(await beginLedger(here.db, id, 'ca-order', '1'), {
      begun: 'earlier',
      state: 'begun',
      detail: { sentAt: 'then' },
    })
    await finishLedger(here.db, id, 'ca-order', '1', { caOrderId: 'a' })
    await finishLedger(here.db, id, 'ca-order', '1', { caOrderId: 'b' })
    await noteLedger(here.db, id, 'ca-order', '1', null)
    const entry = await beginLedger(here.db, id, 'ca-order', '1')
    assert.deepEqual([entry.state, entry.detail], ['done', { caOrderId: 'a' }])
  })
})

describe('client links', () => {
  const link = async (ttlMs: number) => {
    const order = await keptOrder(here)
    const { customerId } = order
    const token = await createClientLink(here.db, {
      customerId,
      orderId: order.id,
      purpose: 'sign-in',
      ttlMs,
    })
    return { order, token }
  }

  test('sign in once, of many who try at the same time', async () => {
    const { order, token } = await link(60_000)
    const holders = await Promise.all(Array.from({ length: 8 }, () => consumeClientLink(here.db, token)))
    assert.deepEqual(
      holders.filter((holder) => holder !== null),
      [
        {
          customerId: order.customerId,
          billingSystemId: order.billingSystemId,
          orderId: order.id,
          purpose: 'sign-in',
          language: 'pl',
          page: null,
        },
      ],
    )
  })

  test('expired and made-up ones sign nobody in, and the token is nowhere kept', async () => {
    const { token } = await link(-1)
    assert.equal(await consumeClientLink(here.db, token), null)
    assert.equal(await consumeClientLink(here.db, 'made up'), null)
    const kept = await rows<{ all: string }>(here.db.em(), sql`select l::text as all from client_links l`)
    assert.ok(kept.every(({ all }) => !all.includes(token)))
  })
})

describe('idempotent requests', () => {
  const answer = { status: 201, headers: { location: '/x' }, body: { id: '1', list: [null] } }

  test('of many with one key, one is answered and the others are told to wait', async () => {
    const key = newId()
    const begun = await Promise.all(Array.from({ length: 9 }, () => beginRequest(here.db, 't1', key, 'h')))
    assert.equal(begun.filter((start) => start === 'new').length, 1)
    assert.equal(begun.filter((start) => start === 'unfinished').length, 8)
  })

  test('a repeat gets the first answer, another body a refusal, another sender starts afresh', async () => {
    const key = newId()
    await beginRequest(here.db, 't1', key, 'h')
    await finishRequest(here.db, 't1', key, answer)
    await finishRequest(here.db, 't1', key, { ...answer, status: 500 })
    assert.deepEqual(await beginRequest(here.db, 't1', key, 'h'), { replay: answer })
    assert.equal(await beginRequest(here.db, 't1', key, 'other'), 'mismatch')
    assert.equal(await beginRequest(here.db, 't2', key, 'other'), 'new')
  })

  test('an abandoned key is free again, and one whose process died after a minute', async () => {
    const key = newId()
    await beginRequest(here.db, 't1', key, 'h')
    await abandonRequest(here.db, 't1', key)
    assert.equal(await beginRequest(here.db, 't1', key, 'h'), 'new')
    await rows(
      here.db.em(),
      sql`update idempotent_requests set created_at = now() - interval '61 seconds' where key = ${key}`,
    )
    assert.equal(await beginRequest(here.db, 't1', key, 'other'), 'mismatch')
    assert.equal(await beginRequest(here.db, 't1', key, 'h'), 'new')
    assert.equal(await beginRequest(here.db, 't1', key, 'h'), 'unfinished')
  })

  test('is forgotten after a week, and an old link with it', async () => {
    const key = newId()
    await beginRequest(here.db, 't1', key, 'h')
    await finishRequest(here.db, 't1', key, answer)
    await forgetOldRows(here.db, inMs(6 * DAY_MS))
    assert.deepEqual(await beginRequest(here.db, 't1', key, 'h'), { replay: answer })
    await forgetOldRows(here.db, inMs(8 * DAY_MS))
    assert.equal(await beginRequest(here.db, 't1', key, 'h'), 'new')
    assert.deepEqual(await rows(here.db.em(), sql`select id from client_links`), [])
  })
})

describe('the outbox', () => {
  const take = async (orderId: string, now: Date) =>
    (await dueMails(here.db, now, 1000)).filter((mail) => mail.orderId === orderId)

  test('an occasion asks for one mail, which one caller gets, with its own id', async () => {
    const { id } = await keptOrder(here)
    const mail = { template: 'configuration-needed', occasion: 'first' } as const
    await Promise.all([requestMail(here.db, id, mail), requestMail(here.db, id, mail)])
    await requestMail(here.db, id, { ...mail, occasion: 'second' })
    const takers = await Promise.all(Array.from({ length: 4 }, () => take(id, inMs(1000))))
    const taken = takers.flat()
    assert.deepEqual(taken.map(({ occasion }) => occasion).toSorted(), ['first', 'second'])
    assert.equal(new Set(taken.map(({ messageId }) => messageId)).size, 2)
  })

  test('a failed mail comes again under the same id, after pauses of an hour at most, and a sent one never', async () => {
    const { id } = await keptOrder(here)
    await requestMail(here.db, id, { template: 'configuration-needed', occasion: 'x' })
    let now = inMs(1000)
    const ids = new Set<string>()
    const pausesS: number[] = []
    for (let attempt = 1; attempt <= 12; attempt += 1) {
      const [mail] = await take(id, now)
      assert.equal(mail?.attempts, attempt)
      ids.add(mail?.messageId ?? '')
      await mailFailed(here.db, mail?.id ?? '', now)
      const [kept] = await rows<{ next: string }>(
        here.db.em(),
        sql`select next_attempt_at as next from outbox where order_id = ${id}`,
      )
      const next = new Date(kept?.next ?? '')
      pausesS.push((next.getTime() - now.getTime()) / 1000)
      now = next
    }
    assert.deepEqual(pausesS, [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600, 3600])
    assert.equal(ids.size, 1)
    const [mail] = await take(id, now)
    await mailSent(here.db, mail?.id ?? '', now)
    await mailFailed(here.db, mail?.id ?? '', now)
    assert.deepEqual(await take(id, inMs(365 * DAY_MS)), [])
  })
})

describe('certificates', () => {
  test('are kept once, and listed with the newest first', async () => {
    const { id } = await keptOrder(here)
    const certificate = (serialNumber: string, year: number) => ({
      serialNumber,
      caOrderId: 'x-1',
      pem: 'PEM',
      chain: ['issuer', 'root'],
      notBefore: new Date(`${year}-01-01T00:00:00Z`),
      notAfter: new Date(`${year}-07-01T00:00:00Z`),
      names: ['example.com'],
      issuer: 'CA',
      status: 'VALID' as const,
    })
    await saveCertificates(here.db, id, [certificate('AA', 2031), certificate('BB', 2032)])
    await saveCertificates(here.db, id, [{ ...certificate('AA', 2031), pem: 'changed' }])
    await saveCertificates(here.db, id, [])
    const kept = await certificatesOf(here.db, id)
    assert.deepEqual(
      kept.map(({ serialNumber, pem, chain }) => [serialNumber, pem, chain]),
      [
        ['BB', 'PEM', ['issuer', 'root']],
        ['AA', 'PEM', ['issuer', 'root']],
      ],
    )
    assert.equal(
      (await certificateBySerial(here.db, id, 'AA'))?.notAfter.toISOString(),
      '2031-07-01T00:00:00.000Z',
    )
    assert.equal(await certificateBySerial(here.db, (await keptOrder(here)).id, 'AA'), null)
    assert.deepEqual(
      await certificateStatuses(here.db, id),
      new Map([
        ['AA', 'VALID'],
        ['BB', 'VALID'],
      ]),
    )
  })
})
