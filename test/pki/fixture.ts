import { readFileSync } from 'node:fs'

/** A file of the fixtures folder, which `fixtures/make.sh` writes. */
export function fixture(name: string): string {
  return readFileSync(`${import.meta.dirname}/fixtures/${name}`, 'utf8')
}

/** DER of one value. */
export function tlv(tag: number, ...contents: Uint8Array[]): Buffer {
  const content = Buffer.concat(contents)
  const length = content.length
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content])
  const hex = length.toString(16)
  const octets = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')
  return Buffer.concat([Buffer.from([tag, 0x80 + octets.length]), octets, content])
}

const SEQUENCE = 0x30
const INTEGER = 0x02
const BIT_STRING = 0x03
const NULL = Buffer.from('0500', 'hex')
const RSA_ENCRYPTION = Buffer.from('06092a864886f70d010101', 'hex')
const SHA256_WITH_RSA = Buffer.from('06092a864886f70d01010b', 'hex')

function integer(value: bigint): Buffer {
  const hex = value.toString(16)
  const octets = Buffer.from(`${hex.length % 2 === 0 ? '' : '0'}${hex}`, 'hex')
  const isHigh = (octets[0] ?? 0) >= 0x80
  return tlv(INTEGER, isHigh ? Buffer.concat([Buffer.from([0]), octets]) : octets)
}

function bits(...contents: Uint8Array[]): Buffer {
  return tlv(BIT_STRING, Buffer.from([0]), ...contents)
}

/** SubjectPublicKeyInfo of an RSA key that no sane program would make. */
export function rsaSpki(modulus: bigint, exponent: bigint): Buffer {
  const algorithm = tlv(SEQUENCE, RSA_ENCRYPTION, NULL)
  return tlv(SEQUENCE, algorithm, bits(tlv(SEQUENCE, integer(modulus), integer(exponent))))
}

const ORGANIZATION = Buffer.from('060355040a', 'hex')

/** A CSR around any key, with a signature of zeros, and an organization if one is given. */
export function unsignedCsr(spki: Uint8Array, organization?: string): string {
  const value = tlv(0x0c, Buffer.from(organization ?? ''))
  const name = organization === undefined ? [] : [tlv(0x31, tlv(SEQUENCE, ORGANIZATION, value))]
  const info = tlv(SEQUENCE, integer(0n), tlv(SEQUENCE, ...name), spki, tlv(0xa0))
  const der = tlv(SEQUENCE, info, tlv(SEQUENCE, SHA256_WITH_RSA, NULL), bits(Buffer.alloc(256)))
  return pem(der, 'CERTIFICATE REQUEST')
}

export function pem(der: Uint8Array, label: string): string {
  return `-----BEGIN ${label}-----\n${Buffer.from(der).toString('base64')}\n-----END ${label}-----\n`
}

export function der(text: string): Buffer {
  return Buffer.from(text.replace(/-----[^-]+-----/g, ''), 'base64')
}
