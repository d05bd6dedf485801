import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { describe, test } from 'node:test'
import { certificatesOf } from '../../store/queries/certificates.ts'
import { withInstallation } from '../store/installation.ts'
import { asActivities, keptRow, withPort, worldFor } from './deps.ts'
import { assertPutOff, failureOf } from './failures.ts'
import { issued, placed } from './order-life.ts'

const here = withInstallation()
const DAY_MS = 86_400_000

describe('fetching certificates', () => {
  test('what was issued is kept, and told without people', async (t) => {
    const world = await worldFor(t, here)
    const input = await issued(world)
    const fetched = await asActivities(world).fetchCertificates(input)
    const [kept, ...others] = await certificatesOf(here.db, input.orderId)
    assert.ok(kept)
    assert.deepEqual(others, [])
    const leaf = new X509Certificate(kept.pem)
    assert.equal(kept.serialNumber, leaf.serialNumber)
    assert.deepEqual(fetched.certificates, [
      {
        serialNumber: leaf.serialNumber,
        status: 'VALID',
        notBefore: leaf.validFromDate.toISOString(),
        notAfter: leaf.validToDate.toISOString(),
        names: kept.names,
        issuer: kept.issuer,
        caOrder: input.caOrderId,
      },
    ])
    const inAYear = world.deps.clock().getTime() + 365 * DAY_MS
    assert.ok(Math.abs(Date.parse(fetched.productValidUntil) - inAYear) < DAY_MS)
  })

  test('the order is known as issued from then on, and looked at once a day', async (t) => {
    const world = await worldFor(t, here)
    const input = await issued(world)
    await asActivities(world).fetchCertificates(input)
    const { status, names, recordLookAt, nextLookAt } = await keptRow(world, input.caOrderId)
    assert.equal(status, 'ENROLLED')
    assert.deepEqual(
      names.map(({ state }) => state),
      ['VERIFIED'],
    )
    assert.equal(recordLookAt, null)
    const untilLookMs = (nextLookAt?.getTime() ?? 0) - world.deps.clock().getTime()
    assert.ok(Math.abs(untilLookMs - DAY_MS) < 60_000, String(untilLookMs))
  })

  test('the chain goes from the issuer up, in whatever order the CA sends it', async (t) => {
    const world = await worldFor(t, here)
    const input = await issued(world)
    const shuffled = withPort(world, (real) => ({
      certificates: async (...asked) =>
        (await real.certificates(...asked)).map((certificate) => {
          const chain = certificate.chain ?? []
          return { ...certificate, chain: [...chain, certificate.pem, ...chain].reverse() }
        }),
    }))
    await asActivities(shuffled).fetchCertificates(input)
    const [kept] = await certificatesOf(here.db, input.orderId)
    const path = [kept?.pem ?? '', ...(kept?.chain ?? [])].map((pem) => new X509Certificate(pem))
    assert.ok(path.length >= 3, String(path.length))
    for (const [index, issuer] of path.slice(1).entries())
      assert.ok(path[index]?.checkIssued(issuer) && path[index]?.verify(issuer.publicKey))
  })

  test('fetched twice is kept once, and the chain is asked for once', async (t) => {
    const world = await worldFor(t, here)
    const input = await issued(world)
    const first = await asActivities(world).fetchCertificates(input)
    const known: unknown[] = []
    const listening = withPort(world, (real) => ({
      certificates: (id, serials) => {
        known.push(serials)
        return real.certificates(id, serials)
      },
    }))
    assert.deepEqual(await asActivities(listening).fetchCertificates(input), first)
    assert.deepEqual(known, [[first.certificates[0]?.serialNumber]])
    const kept = await certificatesOf(here.db, input.orderId)
    assert.equal(kept.length, 1)
    assert.ok((kept[0]?.chain.length ?? 0) > 1)
  })

  test('a certificate on another key is refused, and not kept', async (t) => {
    const world = await worldFor(t, here)
    const [ours, theirs] = [await issued(world), await issued(world)]
    const mixedUp = withPort(world, (real) => ({
      certificates: (id, known) => real.certificates(id === ours.caOrderId ? theirs.caOrderId : id, known),
    }))
    const failure = await failureOf(asActivities(mixedUp).fetchCertificates(ours))
    assert.match(JSON.stringify(failure.details), /certificate-does-not-match.*needsAdmin/)
    assert.equal(failure.nonRetryable, true)
    assert.deepEqual(await certificatesOf(here.db, ours.orderId), [])
  })

  test('one that is not there yet puts the step off', async (t) => {
    const world = await worldFor(t, here)
    const input = await placed(world)
    const notYet = { code: 'certificate-not-there-yet', outcome: 'none' } as const
    await assertPutOff(asActivities(world).fetchCertificates(input), notYet)
  })

  test('without a word of the CA the product counts from its first certificate', async (t) => {
    const world = await worldFor(t, here)
    const input = await issued(world)
    const silent = withPort(world, (real) => ({
      readOrder: async (id) => ({ ...(await real.readOrder(id)), productValidUntil: null }),
    }))
    const { certificates, productValidUntil } = await asActivities(silent).fetchCertificates(input)
    const from = Date.parse(certificates[0]?.notBefore ?? '')
    assert.equal(productValidUntil, new Date(from + 365 * DAY_MS).toISOString())
  })
})
