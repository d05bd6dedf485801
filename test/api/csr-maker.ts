import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import { Pkcs10CertificateRequestGenerator, SubjectAlternativeNameExtension } from '@peculiar/x509'

const KEY = { name: 'ECDSA', namedCurve: 'P-256' } as const

/** A good CSR with a new RSA key of so many bits. `subject` is a distinguished name. */
export async function makeRsaCsr(bits: number, subject: string): Promise<string> {
  const algorithm = {
    name: 'RSASSA-PKCS1-v1_5',
    modulusLength: bits,
    publicExponent: new Uint8Array([1, 0, 1]),
    hash: 'SHA-256',
  }
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const request = { name: subject, keys, signingAlgorithm: algorithm }
  return (await Pkcs10CertificateRequestGenerator.create(request, webcrypto)).toString('pem')
}

/** A good CSR with a new key P-256. */
export async function makeCsr(commonName: string | null, names: readonly string[] = []): Promise<string> {
  const keys = await webcrypto.subtle.generateKey(KEY, true, ['sign', 'verify'])
  const csr = await Pkcs10CertificateRequestGenerator.create(
    {
      ...(commonName === null ? {} : { name: `CN=${commonName}` }),
      keys,
      signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
      extensions:
        names.length === 0
          ? []
          : [new SubjectAlternativeNameExtension(names.map((value) => ({ type: 'dns', value }) as const))],
    },
    webcrypto,
  )
  return csr.toString('pem')
}

/** The same CSR, cut off in the middle. */
export function truncated(csr: string): string {
  return csr.slice(0, Math.floor(csr.length / 2))
}

/** The same CSR with one bit of its signature turned. */
export function withWrongSignature(csr: string): string {
  const der = Buffer.from(csr.replaceAll(/-----[^-]+-----/g, ''), 'base64')
  const last = der.length - 1
  der.writeUInt8(der.readUInt8(last) ^ 1, last)
  return `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString('base64')}\n-----END CERTIFICATE REQUEST-----\n`
}
