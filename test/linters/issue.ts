import assert from 'node:assert/strict'
import { webcrypto } from 'node:crypto'
import { bareName } from '../../pki/names.ts'
import { Pkcs10CertificateRequestGenerator } from '../../sandbox/ca/x509.ts'
import { certificatesOf } from '../../sandbox/core/certificates.ts'
import { FILE_PATH, fileBody } from '../../sandbox/core/control.ts'
import { openCore, type SandboxCore } from '../../sandbox/core/core.ts'
import { approveByOperator } from '../../sandbox/core/end-order.ts'
import { putFile } from '../../sandbox/core/files.ts'
import type { OrderRequest } from '../../sandbox/core/requests.ts'
import { performSanVerification } from '../../sandbox/core/verification.ts'
import { putRecords } from '../../sandbox/dns/zone.ts'
import { clickNewest, granted, orderNow, place, SECOND } from '../sandbox/core-orders.ts'
import { type TestClock, testClock } from '../sandbox/harness.ts'

/** Types of subscriber keys that the sandbox takes, the last not for mailboxes; code signing wants no smaller ones. */
export const KEYS = ['RSA 3072', 'RSA 4096', 'P-256', 'P-384', 'P-521'] as const
export type Key = (typeof KEYS)[number]

export interface Authority {
  core: SandboxCore
  clock: TestClock
}

/** A CA on a given day. Keys may be used again, as making them takes the time. */
export async function authorityOn(day: string): Promise<Authority> {
  const clock = testClock(`${day}T12:00:00Z`)
  const publicUrl = 'http://127.0.0.1:3010'
  const behaviour = { refuseReusedKeys: false }
  const core = await openCore({ databaseFile: ':memory:', clock: clock.now, behaviour, publicUrl })
  return { core, clock }
}

const csrs = new Map<Key, Promise<string>>()

/** A CSR of a key of this type, which says nothing about its owner. */
export function csrOf(key: Key): Promise<string> {
  const csr = csrs.get(key) ?? makeCsr(key)
  csrs.set(key, csr)
  return csr
}

async function makeCsr(key: Key): Promise<string> {
  const algorithm = key.startsWith('RSA')
    ? {
        name: 'RSASSA-PKCS1-v1_5',
        hash: 'SHA-256',
        modulusLength: Number(key.slice('RSA '.length)),
        publicExponent: new Uint8Array([1, 0, 1]),
      }
    : { name: 'ECDSA', namedCurve: key }
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const signingAlgorithm = { name: algorithm.name, hash: 'SHA-256' }
  const csr = await Pkcs10CertificateRequestGenerator.create({ name: '', keys, signingAlgorithm })
  return csr.toString('pem')
}

/** Walks an order through all that the CA asks for, to its certificate. */
export async function enrol({ core, clock }: Authority, request: OrderRequest) {
  const { id, code, names, subject } = await place(core, request)
  if (code !== null) {
    const { database } = core.context
    for (const name of names) {
      putRecords(database, { name: `_certum.${bareName(name)}`, type: 'TXT', values: [code] })
      putFile(database, { host: bareName(name), path: FILE_PATH, body: fileBody(code) })
    }
    granted(await core.run((context) => performSanVerification(context, code)))
    clock.advance(SECOND)
  } else if (subject.email !== undefined) await clickNewest(core, subject.email)
  const order = await orderNow(core, id)
  await core.run((context) => approveByOperator(context, order))
  clock.advance(SECOND)
  const [certificate] = await core.run(({ database }) => certificatesOf(database, id))
  assert.ok(certificate, `${request.parameters?.productCode} is ${(await orderNow(core, id)).status}`)
  return certificate
}
