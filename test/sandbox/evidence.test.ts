import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { SandboxCore } from '../../sandbox/core/core.ts'
import { documentsOf } from '../../sandbox/core/documents.ts'
import { addEmailVerification, getEmailVerification } from '../../sandbox/core/mailboxes.ts'
import { orderVerifications } from '../../sandbox/core/queries.ts'
import type { OrderRequest, VerifyOrderRequest } from '../../sandbox/core/requests.ts'
import { verifyOrder } from '../../sandbox/core/upload-documents.ts'
import {
  clickNewest,
  decideAll,
  documentOf,
  errorsOf,
  granted,
  HOUR,
  mailboxOrder,
  ORGANIZATION,
  orderNow,
  place,
  proveNames,
  REQUESTOR,
  SECOND,
  upload,
} from './core-orders.ts'
import { coreFor, dvOrder, newCsr, testClock } from './harness.ts'

const PERSON = { givenName: 'Anna', surname: 'Nowak' }

async function statesOf(core: SandboxCore, id: string): Promise<Record<string, string>> {
  const order = await orderNow(core, id)
  const list = await core.run((context) => orderVerifications(context, order))
  return Object.fromEntries(list.map(({ type, state }) => [type, state]))
}

async function tlsOrder(productCode: string, parameters: OrderRequest['parameters'] = {}) {
  return dvOrder({
    requestor: REQUESTOR,
    organization: { taxNumber: '5250000000' },
    parameters: { productCode, ...ORGANIZATION, ...parameters },
  })
}

const EV = { serialNumber: '123', businessCategory: 'Private Organization', jurisdictionCountry: 'PL' }

describe('what is proven by documents', () => {
  const cases: [string, () => Promise<OrderRequest>, string[]][] = [
    ['organization TLS', () => tlsOrder('631'), ['ORGANIZATION', 'AUTHORIZATION']],
    ['extended validation', () => tlsOrder('641', EV), ['ORGANIZATION', 'AUTHORIZATION']],
    ['an individual’s mailbox', () => mailboxOrder('521', PERSON), ['APPLICANT']],
    [
      'a sponsored mailbox',
      () => mailboxOrder('531', { ...PERSON, ...ORGANIZATION }),
      ['APPLICANT', 'ORGANIZATION', 'AUTHORIZATION'],
    ],
    ['an organization’s mailbox', () => mailboxOrder('541', ORGANIZATION), ['ORGANIZATION', 'AUTHORIZATION']],
    ['code signing', () => mailboxOrder('551', ORGANIZATION), ['ORGANIZATION', 'AUTHORIZATION']],
    ['code signing of a person', () => mailboxOrder('571', { ...PERSON, country: 'PL' }), ['APPLICANT']],
  ]
  for (const [what, request, types] of cases) {
    test(`${what}: issued once ${types.join(' and ')} are accepted, and not before`, async (t) => {
      const clock = testClock()
      const core = await coreFor(t, { clock: clock.now })
      const order = await place(core, await request())
      if (order.approver !== null) await proveNames(core, clock, order.id)
      if ('EMAIL' in (await statesOf(core, order.id))) await clickNewest(core, 'anna@example.test')
      clock.advance(HOUR)
      assert.equal((await orderNow(core, order.id)).status, 'VERIFICATION')
      for (const type of types) {
        const states = await statesOf(core, order.id)
        assert.equal(states[type], 'REQUIRED')
        for (const made of ['EXTENDED_VALIDATION', 'PRODUCT']) assert.notEqual(states[made], 'VERIFIED')
        await upload(core, order.id, type)
        await decideAll(core, clock, order.id, 'ACCEPTED')
        assert.equal((await statesOf(core, order.id))[type], 'VERIFIED')
      }
      clock.advance(10 * SECOND)
      assert.equal((await orderNow(core, order.id)).status, 'ENROLLED')
    })
  }

  test('a refused document fails its proof until another is accepted', async (t) => {
    const clock = testClock()
    const core = await coreFor(t, { clock: clock.now })
    const order = await place(core, await tlsOrder('631'))
    await upload(core, order.id, 'ORGANIZATION')
    await decideAll(core, clock, order.id, 'REJECTED')
    assert.equal((await statesOf(core, order.id)).ORGANIZATION, 'FAILED')
    assert.equal(documentsOf(core.context.database, order.id)[0]?.reason, 'unreadable')
    await upload(core, order.id, 'ORGANIZATION')
    await decideAll(core, clock, order.id, 'ACCEPTED')
    assert.equal((await statesOf(core, order.id)).ORGANIZATION, 'VERIFIED')
  })

  test('documents may be handed in before the names are proven, and decided by the CA itself', async (t) => {
    const clock = testClock()
    const core = await coreFor(t, { clock: clock.now, behaviour: { acceptDocumentsMs: HOUR } })
    const order = await place(core, await tlsOrder('631'))
    await upload(core, order.id, 'ORGANIZATION', 'AUTHORIZATION')
    clock.advance(2 * HOUR)
    await proveNames(core, clock, order.id)
    assert.equal((await orderNow(core, order.id)).status, 'ENROLLED')
  })
})

function fileOf(megabytes: number, letter: string) {
  const content = Buffer.alloc(megabytes * 1024 * 1024, letter).toString('base64')
  return { fileName: `${letter}.pdf`, content }
}

describe('an upload with something wrong', () => {
  const cases: [string, Partial<VerifyOrderRequest>, number[]][] = [
    ['no note', { note: '' }, [2049]],
    ['a long note', { note: 'n'.repeat(228) }, [2050]],
    ['an unknown order', { orderId: 'nobody' }, [1033]],
    ['no type', { documents: [documentOf('')] }, [2064]],
    ['a type that is none', { documents: [documentOf('PASSPORT')] }, [2083]],
    ['no description', { documents: [documentOf('APPLICANT', { description: '' })] }, [2065]],
    [
      'a long description',
      { documents: [documentOf('APPLICANT', { description: 'd'.repeat(1_001) })] },
      [2170],
    ],
    ['no files', { documents: [{ ...documentOf('APPLICANT'), files: undefined }] }, [2066]],
    ['an empty list of files', { documents: [documentOf('APPLICANT', { files: [] })] }, [2067]],
    ['no name', { documents: [documentOf('APPLICANT', { files: [{ content: 'QQ==' }] })] }, [2068]],
    [
      'a short name',
      { documents: [documentOf('APPLICANT', { files: [{ fileName: 'a', content: 'QQ==' }] })] },
      [2082],
    ],
    [
      'a name with a slash',
      { documents: [documentOf('APPLICANT', { files: [{ fileName: 'a/b.pdf', content: 'QQ==' }] })] },
      [2081],
    ],
    ['no content', { documents: [documentOf('APPLICANT', { files: [{ fileName: 'a.pdf' }] })] }, [2069]],
    [
      'content that is no base64',
      { documents: [documentOf('APPLICANT', { files: [{ fileName: 'a.pdf', content: '§§' }] })] },
      [2070],
    ],
    [
      'one content twice',
      {
        documents: [
          documentOf('APPLICANT', {
            files: [
              { fileName: 'a.pdf', content: 'QUJD' },
              { fileName: 'b.pdf', content: 'QUJD' },
            ],
          }),
        ],
      },
      [2191],
    ],
    ['an empty list of documents', { documents: [] }, [2063]],
    ['a file of 31 MB', { documents: [documentOf('APPLICANT', { files: [fileOf(31, 'a')] })] }, [2085]],
    [
      'more than 40 MB in all',
      { documents: [documentOf('APPLICANT', { files: [fileOf(21, 'a'), fileOf(21, 'b')] })] },
      [2080],
    ],
    [
      'too many files',
      {
        documents: [
          documentOf('APPLICANT', {
            files: Array.from({ length: 11 }, (_, index) => ({
              fileName: `${index}.pdf`,
              content: Buffer.from(`file ${index}`).toString('base64'),
            })),
          }),
        ],
      },
      [2189],
    ],
  ]
  for (const [what, changes, codes] of cases) {
    test(`${what} gets ${codes.join()}, and nothing is kept`, async (t) => {
      const core = await coreFor(t, { clock: testClock().now })
      const order = await place(core, await tlsOrder('631'))
      const request = { orderId: order.id, note: 'papers', documents: [documentOf('APPLICANT')], ...changes }
      assert.deepEqual(errorsOf(await core.run((context) => verifyOrder(context, request))), codes)
      assert.deepEqual(documentsOf(core.context.database, order.id), [])
    })
  }

  test('the same content again gets 2191, in another order it is new', async (t) => {
    const core = await coreFor(t, { clock: testClock().now })
    const documents = [documentOf('ORGANIZATION')]
    const [first, second] = [
      await place(core, await tlsOrder('631')),
      await place(core, await tlsOrder('631')),
    ]
    const send = (orderId: string) =>
      core.run((context) => verifyOrder(context, { orderId, note: 'papers', documents }))
    assert.deepEqual(errorsOf(await send(first.id)), [])
    assert.deepEqual(errorsOf(await send(first.id)), [2191])
    assert.deepEqual(errorsOf(await send(second.id)), [])
  })

  test('an issued order takes none', async (t) => {
    const clock = testClock()
    const core = await coreFor(t, { clock: clock.now })
    const order = await place(core, await dvOrder())
    await proveNames(core, clock, order.id)
    const request = { orderId: order.id, note: 'late', documents: [documentOf('ADDITIONAL')] }
    assert.deepEqual(errorsOf(await core.run((context) => verifyOrder(context, request))), [2056])
  })
})

describe('a mailbox', () => {
  test('is asked by a message whose link lives a day; the click is all that an automatic product needs', async (t) => {
    const clock = testClock()
    const core = await coreFor(t, { clock: clock.now })
    const order = await place(core, await mailboxOrder('511'))
    const proof = granted(await core.run((context) => getEmailVerification(context, order.id)))
    assert.equal(proof?.linkExpiresAt, clock.now().getTime() + 24 * HOUR)
    assert.equal((await statesOf(core, order.id)).EMAIL, 'REQUIRED')
    assert.equal(await clickNewest(core, 'anna@example.test'), 'confirmed')
    clock.advance(10 * SECOND)
    assert.equal((await orderNow(core, order.id)).status, 'ENROLLED')
    const done = granted(await core.run((context) => getEmailVerification(context, order.id)))
    assert.ok(done?.verifiedAt)
  })

  test('gets no second message while the first is good (1114), and one after a day', async (t) => {
    const clock = testClock()
    const core = await coreFor(t, { clock: clock.now })
    const order = await place(core, await mailboxOrder('511'))
    const again = () => core.run((context) => addEmailVerification(context, order.id))
    assert.deepEqual(errorsOf(await again()), [1114])
    clock.advance(25 * HOUR)
    assert.equal(await clickNewest(core, 'anna@example.test'), 'gone')
    assert.deepEqual(errorsOf(await again()), [])
    assert.equal(await clickNewest(core, 'anna@example.test'), 'confirmed')
    assert.deepEqual(errorsOf(await again()), [1113])
  })

  test('belongs to S/MIME alone (2163), and other orders show none', async (t) => {
    const core = await coreFor(t, { clock: testClock().now })
    const order = await place(core, await dvOrder())
    assert.deepEqual(errorsOf(await core.run((context) => addEmailVerification(context, order.id))), [2163])
    assert.equal(granted(await core.run((context) => getEmailVerification(context, order.id))), undefined)
    const unknown = await core.run((context) => getEmailVerification(context, 'nobody'))
    assert.deepEqual(errorsOf(unknown), [1033])
  })

  test('a certificate without host names gets the name its kind has', async (t) => {
    const clock = testClock()
    const core = await coreFor(t, { clock: clock.now })
    const nameOf = async (request: OrderRequest) => (await place(core, request)).subject.commonName
    const csr = () => newCsr('')
    assert.equal(await nameOf(await mailboxOrder('511', { csr: await csr() })), 'anna@example.test')
    assert.equal(await nameOf(await mailboxOrder('521', PERSON)), 'Anna Nowak')
    assert.equal(await nameOf(await mailboxOrder('551', ORGANIZATION)), 'Żółw')
  })
})
