import assert from 'node:assert/strict'
import { generateKeyPairSync, generatePrimeSync } from 'node:crypto'
import { describe, test } from 'node:test'
import { inspectKey } from '../../pki/key.ts'
import { hasClosePrimes, hasRocaFingerprint, hasSmallFactor } from '../../pki/rsa-weakness.ts'
import { rsaSpki } from './fixture.ts'

function prime(bits: number): bigint {
  return generatePrimeSync(bits, { bigint: true })
}

function refusals(spki: Uint8Array, minRsaBits?: number): string[] {
  const result = inspectKey(spki, minRsaBits)
  return result.ok ? result.refusals.map(({ code }) => code) : [result.problem.code]
}

function isPrime(n: bigint): boolean {
  for (let divisor = 2n; divisor * divisor <= n; divisor += 1n) if (n % divisor === 0n) return false
  return n > 1n
}

const first = prime(1024)
const second = prime(1024)

describe('the quality of RSA keys', () => {
  test('an ordinary key passes, as RSA and as every curve of the rules', () => {
    assert.deepEqual(refusals(rsaSpki(first * second, 65537n)), [])
    for (const namedCurve of ['P-256', 'P-384', 'P-521']) {
      const { publicKey } = generateKeyPairSync('ec', { namedCurve })
      assert.deepEqual(refusals(publicKey.export({ type: 'spki', format: 'der' })), [])
    }
  })

  test('exponents: odd and at least 3, below 2^256; under 65537 is a finding', () => {
    const modulus = first * second
    for (const exponent of [0n, 1n, 2n, 65536n, (1n << 256n) + 1n]) {
      assert.deepEqual(refusals(rsaSpki(modulus, exponent)), ['rsa-exponent-invalid'], String(exponent))
    }
    for (const exponent of [3n, 17n, 65535n]) {
      const result = inspectKey(rsaSpki(modulus, exponent))
      assert.ok(result.ok)
      assert.deepEqual(result.refusals, [])
      assert.deepEqual(result.findings, [
        { code: 'rsa-exponent-small', params: { exponent: String(exponent) } },
      ])
    }
  })

  test('lengths: the minimum of the product, whole octets, a maximum', () => {
    const short = prime(512) * prime(512)
    assert.deepEqual(refusals(rsaSpki(short, 65537n)), ['rsa-too-short'])
    assert.deepEqual(refusals(rsaSpki(short, 65537n), 1024), [])
    assert.deepEqual(refusals(rsaSpki(first * prime(1026), 65537n)), ['rsa-odd-length'])
    assert.deepEqual(refusals(rsaSpki((1n << 16383n) + 1n, 65537n)), ['rsa-too-long'])
  })

  test('factors below 752 are found, larger ones not', () => {
    for (const factor of [2n, 3n, 13n, 751n]) assert.ok(hasSmallFactor(first * factor))
    assert.ok(!hasSmallFactor(first * 757n))
    assert.deepEqual(refusals(rsaSpki((1n << 2048n) - 1n, 65537n)), ['rsa-small-factor'])
  })

  test('primes that lie close together are found, ordinary ones are not', () => {
    let next = first + 2n
    while (hasSmallFactor(next)) next += 2n
    assert.ok(hasClosePrimes(first * next))
    assert.ok(hasClosePrimes(first * first))
    assert.ok(!hasClosePrimes(first * second))
    assert.deepEqual(refusals(rsaSpki(first * next, 65537n)), ['rsa-close-primes'])
  })

  test('a hundred rounds find a gap that one round does not, and no more', () => {
    // With primes m - d and m + d the search ends after d^2 / 2m rounds: here about 50 and about 5,000.
    const gap = (10n * (1n << 512n)) | 1n
    const partner = (distance: bigint): bigint => {
      let candidate = first + 2n * distance
      while (hasSmallFactor(candidate)) candidate += 2n
      return candidate
    }
    assert.ok(hasClosePrimes(first * partner((gap * 9n) / 10n)))
    assert.ok(!hasClosePrimes(first * partner(gap * 10n)))
  })

  test('the ROCA fingerprint: powers of 65537 modulo the small primes carry it, random primes do not', () => {
    let primorial = 1n
    for (let n = 2n; n < 168n; n += 1n) if (isPrime(n)) primorial *= n
    let power = 1n
    for (let exponent = 0; exponent < 20; exponent += 1) {
      power = (power * 65537n) % primorial
      assert.ok(hasRocaFingerprint(primorial * (1n << 1800n) + power))
    }
    for (let round = 0; round < 20; round += 1)
      assert.ok(!hasRocaFingerprint(first * (second + BigInt(2 * round))))
  })

  test('what is no key gives a problem', () => {
    for (const bytes of [[], [0x30, 0], [1, 2, 3]]) {
      assert.deepEqual(refusals(Uint8Array.from(bytes)), ['key-unreadable'])
    }
    const { publicKey } = generateKeyPairSync('x25519')
    assert.deepEqual(refusals(publicKey.export({ type: 'spki', format: 'der' })), ['key-algorithm'])
  })
})
