import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type CaBooks, compareBooks, type OurOrder } from '../../bench/fault-run/compare.ts'

const ours: OurOrder[] = [
  { id: 'a', state: 'issued', caOrders: [{ id: 'a-1' }], certificates: [{ serialNumber: 'A1' }] },
  { id: 'b', state: 'issued', caOrders: [{ id: 'b-1' }], certificates: [{ serialNumber: 'B1' }] },
]
const books: CaBooks = {
  caOrders: [
    { id: 'a-1', customer: 'a', status: 'ENROLLED' },
    { id: 'b-1', customer: 'a login', status: 'ENROLLED' },
  ],
  certificates: [
    { serialNumber: 'A1', caOrder: 'a-1' },
    { serialNumber: 'B1', caOrder: 'b-1' },
  ],
}
const agreed = {
  duplicateCaOrders: [],
  duplicateCertificates: [],
  notIssued: [],
  unknownToUs: [],
  unknownToCa: [],
}

describe('the books of the CA and ours', () => {
  test('agree where every order has one purchase and one certificate', () => {
    assert.deepEqual(compareBooks(books, ours), agreed)
  })

  test('disagree about a second purchase, by our id or under our label', () => {
    for (const second of [
      { id: 'a-2', customer: 'x', status: 'REJECTED' },
      { id: 'uuid', customer: 'a', status: 'AWAITING' },
    ]) {
      const found = compareBooks({ ...books, caOrders: [...books.caOrders, second] }, ours)
      assert.deepEqual(found, { ...agreed, duplicateCaOrders: [second.id], unknownToUs: [second.id] })
    }
  })

  test('agree about a second purchase or certificate that was wanted, and miss one that is not there', () => {
    const wanted = { caOrders: 2, certificates: 2 }
    const [a, b] = ours
    const renewed = {
      ...a,
      wanted,
      caOrders: [{ id: 'a-1' }, { id: 'uuid' }],
      certificates: [{ serialNumber: 'A1' }, { serialNumber: 'A2' }],
    } as OurOrder
    const more = {
      caOrders: [...books.caOrders, { id: 'uuid', customer: 'a', status: 'ENROLLED' }],
      certificates: [...books.certificates, { serialNumber: 'A2', caOrder: 'uuid' }],
    }
    assert.deepEqual(compareBooks(more, [renewed, b as OurOrder]), agreed)
    assert.deepEqual(compareBooks(books, [{ ...a, wanted } as OurOrder, b as OurOrder]), {
      ...agreed,
      notIssued: ['a issued'],
    })
  })

  test('disagree about a second certificate, one that nobody fetched, and an order without one', () => {
    const second = { serialNumber: 'B2', caOrder: 'b-1' }
    const more = { ...books, certificates: [...books.certificates, second] }
    assert.deepEqual(compareBooks(more, ours), {
      ...agreed,
      duplicateCertificates: ['B2'],
      unknownToUs: ['B2'],
    })
    const waiting = ours.map((order) => ({ ...order, state: 'verifying', certificates: [] }))
    assert.deepEqual(compareBooks(books, waiting), {
      ...agreed,
      notIssued: ['a verifying', 'b verifying'],
      unknownToUs: ['A1', 'B1'],
    })
  })

  test('disagree about what we show and the CA never heard of', () => {
    const found = compareBooks({ caOrders: [], certificates: [] }, ours)
    assert.deepEqual(found, { ...agreed, unknownToCa: ['a-1', 'b-1', 'A1', 'B1'] })
  })
})
