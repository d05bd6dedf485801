import type { Database } from '../core/database.ts'
import { readSetting, writeSetting } from '../core/settings.ts'
import { makeIntermediate, makeRoot, type Signer } from './ca-certificates.ts'
import { ISSUERS, type IssuerSpec } from './issuers.ts'
import { exportPrivateKey, importPrivateKey } from './keys.ts'
import { X509Certificate } from './x509.ts'

/** The sandbox's CA: a root nobody trusts, and an intermediate for each purpose and type of key. */
export interface Authority {
  root: Signer
  /** The intermediate, made and stored when it is first asked for: RSA keys take their time. */
  issuer(spec: IssuerSpec): Promise<Signer>
  /** The root and all intermediates there are by now. */
  signers(): readonly Signer[]
  signer(id: string): Signer | undefined
}

/** The one intermediate of data folders made before there was one for each purpose: it signs lists and answers only. */
export const FORMER_ISSUER = 'issuing'

/** Reads the CA out of the database; at the first start makes its root. `publicUrl` is where its lists are fetched. */
export async function openAuthority(database: Database, at: Date, publicUrl: string): Promise<Authority> {
  const root = (await readSigner(database, 'root')) ?? (await store(database, await makeRoot(at)))
  const ids = [FORMER_ISSUER, ...ISSUERS.map(({ id }) => id)]
  const known = new Map<string, Signer>([['root', root]])
  for (const id of ids) {
    const signer = await readSigner(database, id)
    if (signer !== undefined) known.set(id, signer)
  }
  const making = new Map<string, Promise<Signer>>()
  const make = async (spec: IssuerSpec): Promise<Signer> => {
    const made = await store(database, await makeIntermediate(spec, root, publicUrl))
    known.set(made.id, made)
    return made
  }
  return {
    root,
    signers: () => [...known.values()],
    signer: (id) => known.get(id),
    issuer: async (spec) => {
      const signer = known.get(spec.id)
      if (signer !== undefined) return signer
      const promise = making.get(spec.id) ?? make(spec).finally(() => making.delete(spec.id))
      making.set(spec.id, promise)
      return promise
    },
  }
}

async function readSigner(database: Database, id: string): Promise<Signer | undefined> {
  const pem = readSetting(database, `ca.${id}.certificate`)
  const key = readSetting(database, `ca.${id}.key`)
  if (pem === undefined || key === undefined) return undefined
  const certificate = new X509Certificate(pem)
  const type = certificate.publicKey.algorithm.name === 'ECDSA' ? 'ecdsa' : 'rsa'
  return { id, certificate, key: await importPrivateKey(key, type) }
}

async function store(database: Database, signer: Signer): Promise<Signer> {
  const key = await exportPrivateKey(signer.key)
  database.transaction(() => {
    writeSetting(database, `ca.${signer.id}.certificate`, signer.certificate.toString('pem'))
    writeSetting(database, `ca.${signer.id}.key`, key)
  })
  return signer
}
