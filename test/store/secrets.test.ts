import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { configurationLinkToken, readConfigurationLinkToken } from '../../platform/configuration-link.ts'
import { newId } from '../../platform/ids.ts'
import { createKeyRing, SealError } from '../../platform/secrets.ts'

const OLD = 'the old secret, thirty-two characters or more'
const NEW = 'the new secret, thirty-two characters or more'

describe('the key ring', () => {
  test('opens what it sealed, for the same purpose only', () => {
    const ring = createKeyRing(NEW)
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (plaintext, purpose) => {
        const sealed = ring.seal(purpose, plaintext)
        assert.equal(ring.open(purpose, sealed), Buffer.from(plaintext).toString())
        assert.throws(() => ring.open(`${purpose}.`, sealed), SealError)
      }),
      { numRuns: 50 },
    )
  })

  test('sealing twice gives two texts, so equal passwords do not show', () => {
    const ring = createKeyRing(NEW)
    assert.notEqual(ring.seal('p', 'same'), ring.seal('p', 'same'))
  })

  test('while rotating, the previous secret still opens and verifies, and only the new one writes', () => {
    const before = createKeyRing(OLD)
    const during = createKeyRing(NEW, [OLD])
    const sealed = before.seal('p', 'text')
    assert.equal(during.open('p', sealed), 'text')
    assert.equal(during.isCurrent(sealed), false)
    assert.equal(during.isCurrent(during.seal('p', 'text')), true)
    assert.equal(during.verify('p', 'text', before.sign('p', 'text')), true)
    assert.deepEqual(
      during.deriveAll('p').map((key) => key.toString('hex')),
      [createKeyRing(NEW), before].map((ring) => ring.derive('p').toString('hex')),
    )
  })

  test('after rotating, what the dropped secret made is refused', () => {
    const after = createKeyRing(NEW)
    const before = createKeyRing(OLD)
    assert.throws(() => after.open('p', before.seal('p', 'text')), /no key in the ring/)
    assert.equal(after.verify('p', 'text', before.sign('p', 'text')), false)
  })

  test('any changed character is noticed', () => {
    const ring = createKeyRing(NEW)
    const sealed = ring.seal('p', 'text')
    for (const index of [0, 5, 15, 30, sealed.length - 3]) {
      const changed = sealed.slice(0, index) + (sealed[index] === 'A' ? 'B' : 'A') + sealed.slice(index + 1)
      assert.throws(() => ring.open('p', changed), SealError)
    }
    assert.throws(() => ring.open('p', ''), SealError)
    assert.throws(() => ring.open('p', sealed.slice(0, 20)), SealError)
  })

  test('a sealed text tells neither the secret nor the key', () => {
    const sealed = createKeyRing(NEW).seal('p', 'text')
    assert.doesNotMatch(sealed, /secret|text/)
  })
})

describe('the token of a configuration mail', () => {
  const ring = createKeyRing(NEW, [OLD])

  test('leads back to its order, also when an earlier secret made it', () => {
    const id = newId()
    assert.equal(readConfigurationLinkToken(ring, configurationLinkToken(ring, id)), id)
    assert.equal(readConfigurationLinkToken(ring, configurationLinkToken(createKeyRing(OLD), id)), id)
  })

  test('of another order, of another installation, or made up, it is nobody’s', () => {
    const [id, other] = [newId(), newId()]
    const [, signature] = configurationLinkToken(ring, id).split('.')
    const foreign = configurationLinkToken(createKeyRing('x'.repeat(32)), id)
    for (const token of [`${other}.${signature}`, foreign, id, `${id}.`, '', '.', `${id}.${signature}.x`]) {
      assert.equal(readConfigurationLinkToken(ring, token), null)
    }
  })
})
