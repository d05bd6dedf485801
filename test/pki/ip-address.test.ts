import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { canonicalIp, isDocumentationIp, isReservedIp } from '../../pki/ip-address.ts'

describe('addresses that are nobody’s, or not the Internet’s', () => {
  const reserved = [
    ['this machine', ['127.0.0.1', '127.255.255.254', '0.0.0.0', '::1', '::']],
    ['private networks', ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fc00::1', 'fd12::1']],
    ['carriers’ own', ['100.64.0.1', '100.127.255.255']],
    ['the same wire, and cloud metadata', ['169.254.169.254', 'fe80::1']],
    ['documentation', ['192.0.2.1', '198.51.100.7', '203.0.113.9', '2001:db8::1', '3fff::1']],
    ['benchmarks and protocol assignments', ['198.18.0.1', '198.19.255.255', '192.0.0.8', '2001:2::1']],
    ['many at once, and the future', ['224.0.0.1', '239.1.1.1', 'ff02::1', '240.0.0.1', '255.255.255.255']],
    ['version 4 in version 6', ['::ffff:127.0.0.1', '::ffff:8.8.8.8', '64:ff9b::a00:1', '2002:7f00:1::']],
  ] as const
  for (const [what, addresses] of reserved) {
    test(what, () => {
      for (const address of addresses) assert.equal(isReservedIp(address), true, address)
    })
  }

  test('those of examples are known, which a CA for tests takes', () => {
    for (const address of ['192.0.2.1', '198.51.100.7', '203.0.113.9', '2001:db8::1'])
      assert.equal(isDocumentationIp(address), true, address)
    for (const address of ['192.0.3.1', '10.0.0.1', '8.8.8.8', '2001:db9::1', '::1'])
      assert.equal(isDocumentationIp(address), false, address)
  })

  test('their neighbours are public', () => {
    for (const address of [
      '9.255.255.255',
      '11.0.0.0',
      '100.63.255.255',
      '100.128.0.0',
      '126.255.255.255',
      '128.0.0.1',
      '169.253.255.255',
      '172.15.255.255',
      '172.32.0.0',
      '192.167.255.255',
      '192.169.0.0',
      '198.17.255.255',
      '198.20.0.0',
      '223.255.255.255',
      '2a01:4f8::1',
      '2606:4700::1111',
    ])
      assert.equal(isReservedIp(address), false, address)
  })
})

describe('the one spelling of an address', () => {
  for (const [text, expected] of [
    ['192.0.2.1', '192.0.2.1'],
    ['2A01:04F8:0000:0000:0000:0000:0000:0001', '2a01:4f8::1'],
    ['::1', '::1'],
    ['fe80::1%eth0', null],
    ['192.0.2', null],
    ['192.0.2.01', null],
    ['example.com', null],
    ['[::1]', null],
    ['', null],
  ] as const) {
    test(`${text || 'nothing'} is ${expected ?? 'none'}`, () => assert.equal(canonicalIp(text), expected))
  }
})
