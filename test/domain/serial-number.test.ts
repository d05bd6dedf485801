import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { canonicalSerial } from '../../domain/serial-number.ts'

describe('the one form of a serial number', () => {
  const forms: Record<string, string | null> = {
    '0A:53:DE:01': '0A53DE01',
    a53de01: '0A53DE01',
    '00ba48': 'BA48',
    'BA 48': 'BA48',
    '  ba-48\n': 'BA48',
    '0xBA48': 'BA48',
    'serial=BA48': 'BA48',
    'Serial Number: ba:48': 'BA48',
    '\u200eba\u00a048': 'BA48',
    '0': '00',
    '': null,
    'no number': null,
    'example.com': null,
    ['A'.repeat(81)]: null,
  }
  for (const [typed, canonical] of Object.entries(forms)) {
    test(JSON.stringify(typed.slice(0, 30)), () => assert.equal(canonicalSerial(typed), canonical))
  }

  test('is the same however the number is written', () => {
    const number = fc.bigInt({ min: 1n, max: (1n << 160n) - 1n })
    const zeros = fc.integer({ min: 0, max: 3 })
    const separator = fc.constantFrom('', ':', ' ', '-', '\u00a0')
    fc.assert(
      fc.property(number, zeros, separator, fc.boolean(), (value, octets, between, isUpper) => {
        const hex = value.toString(16)
        const even = '00'.repeat(octets) + (hex.length % 2 === 0 ? hex : `0${hex}`)
        const written = (even.match(/../g) ?? []).join(between)
        const typed = isUpper ? written.toUpperCase() : written
        assert.equal(canonicalSerial(typed), canonicalSerial(hex))
        assert.equal(BigInt(`0x${canonicalSerial(typed)}`), value)
      }),
    )
  })
})
