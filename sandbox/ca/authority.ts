import type { webcrypto } from 'node:crypto'
import type { Database } from '../core/database.ts'
import { readSetting, writeSetting } from '../core/settings.ts'
import { exportPrivateKey, importPrivateKey, newKeyPair, newSerialNumber, SIGNING_ALGORITHM } from './keys.ts'
import {
  AuthorityInfoAccessExtension,
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  CertificatePolicyExtension,
  CRLDistributionPointsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from './x509.ts'

/** One of the two certificates that sign, with its key. */
export interface Signer {
  certificate: X509Certificate
  key: webcrypto.CryptoKey
}

/** The sandbox's CA: a root nobody trusts, and the intermediate that issues. */
export interface Authority {
  root: Signer
  issuing: Signer
}

const ROOT_NAME = 'C=PL,O=Certloom Sandbox (not trusted),CN=Certloom Sandbox Root CA'
const ISSUING_NAME = 'C=PL,O=Certloom Sandbox (not trusted),CN=Certloom Sandbox Issuing CA'
const ANY_POLICY = '2.5.29.32.0'
const YEAR_MS = 365 * 86_400_000
/**
 * Certificates may be dated back (see the clock's offset), and years may be skipped: the CA's own dates reach as far as
 * the 25 years that a root may live allow.
 */
const BACKDATED_MS = 4 * YEAR_MS
const LIFE_MS = 20 * YEAR_MS

/** Reads the CA out of the database; at the first start makes it and stores it. `publicUrl` is where its CRL is fetched. */
export async function openAuthority(database: Database, at: Date, publicUrl: string): Promise<Authority> {
  const stored = await readAuthority(database)
  if (stored !== undefined) return stored
  const root = await makeRoot(at)
  const issuing = await makeIssuing(at, root, publicUrl)
  const keys = { root: await exportPrivateKey(root.key), issuing: await exportPrivateKey(issuing.key) }
  database.transaction(() => {
    store(database, 'root', root.certificate, keys.root)
    store(database, 'issuing', issuing.certificate, keys.issuing)
  })
  return { root, issuing }
}

async function readAuthority(database: Database): Promise<Authority | undefined> {
  const [root, issuing] = await Promise.all([readSigner(database, 'root'), readSigner(database, 'issuing')])
  return root === undefined || issuing === undefined ? undefined : { root, issuing }
}

async function readSigner(database: Database, name: string): Promise<Signer | undefined> {
  const certificate = readSetting(database, `ca.${name}.certificate`)
  const key = readSetting(database, `ca.${name}.key`)
  if (certificate === undefined || key === undefined) return undefined
  return { certificate: new X509Certificate(certificate), key: await importPrivateKey(key) }
}

function store(database: Database, name: string, certificate: X509Certificate, key: string): void {
  writeSetting(database, `ca.${name}.certificate`, certificate.toString('pem'))
  writeSetting(database, `ca.${name}.key`, key)
}

function lifeFrom(at: Date): { notBefore: Date; notAfter: Date } {
  const start = Math.floor(at.getTime() / 1000) * 1000
  return { notBefore: new Date(start - BACKDATED_MS), notAfter: new Date(start + LIFE_MS) }
}

const CA_KEY_USAGE = new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true)

async function makeRoot(at: Date): Promise<Signer> {
  const keys = await newKeyPair()
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerialNumber(),
    name: ROOT_NAME,
    keys,
    signingAlgorithm: SIGNING_ALGORITHM,
    ...lifeFrom(at),
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      CA_KEY_USAGE,
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { certificate, key: keys.privateKey }
}

async function makeIssuing(at: Date, root: Signer, publicUrl: string): Promise<Signer> {
  const keys = await newKeyPair()
  const certificate = await X509CertificateGenerator.create({
    serialNumber: newSerialNumber(),
    subject: ISSUING_NAME,
    issuer: root.certificate.subjectName,
    publicKey: keys.publicKey,
    signingKey: root.key,
    signingAlgorithm: SIGNING_ALGORITHM,
    ...lifeFrom(at),
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      CA_KEY_USAGE,
      new CertificatePolicyExtension([ANY_POLICY]),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create(root.certificate.publicKey),
      new CRLDistributionPointsExtension([`${publicUrl}/crl/root`]),
      new AuthorityInfoAccessExtension({ caIssuers: `${publicUrl}/ca/root.crt` }),
    ],
  })
  return { certificate, key: keys.privateKey }
}
