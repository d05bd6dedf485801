import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { atExit } from '../../support/at-exit.ts'

const folder = mkdtempSync(join(tmpdir(), 'certloom-openssl-'))
atExit(() => rmSync(folder, { recursive: true, force: true }))
let count = 0

function openssl(...args: string[]): string {
  return execFileSync('openssl', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

/** A key and a CSR for one name, made the way a customer makes them. */
export function makeCsr(commonName: string): { csr: string; keyFile: string } {
  count += 1
  const keyFile = join(folder, `${count}.key`)
  const csrFile = join(folder, `${count}.csr`)
  openssl(
    'req',
    '-new',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    keyFile,
    '-subj',
    `/CN=${commonName}`,
    '-out',
    csrFile,
  )
  return { csr: readFileSync(csrFile, 'utf8'), keyFile }
}

/** What `openssl verify` says of a chain (leaf first, root last) against its own last certificate. */
export function verifyChain(pem: string): string {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? []
  const files = blocks.map((block, index) => {
    count += 1
    const file = join(folder, `${count}-${index}.pem`)
    writeFileSync(file, `${block}\n`)
    return file
  })
  const [leaf = '', ...rest] = files
  const root = rest.at(-1) ?? ''
  const between = rest.slice(0, -1).flatMap((file) => ['-untrusted', file])
  return openssl('verify', '-x509_strict', '-CAfile', root, ...between, leaf)
    .trim()
    .replace(leaf, 'leaf')
}

/** The public key in a certificate, a key file or a CSR, in PEM: equal for what belongs together. */
export function publicKeyOfCertificate(pem: string): string {
  return execFileSync('openssl', ['x509', '-noout', '-pubkey'], { input: pem, encoding: 'utf8' })
}

export function publicKeyOfKey(keyFile: string): string {
  return openssl('pkey', '-in', keyFile, '-pubout')
}

export function namesOfCertificate(pem: string): string {
  const text = execFileSync('openssl', ['x509', '-noout', '-ext', 'subjectAltName'], {
    input: pem,
    encoding: 'utf8',
  })
  return text.split('\n').slice(1).join(' ').trim()
}

function certificatesIn(pem: string): string[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? []
  return blocks.map((block) => {
    count += 1
    const file = join(folder, `${count}.pem`)
    writeFileSync(file, `${block}\n`)
    return file
  })
}

/** What the responder that a leaf names says of it: `good`, `revoked` or `unknown`. The chain is leaf first, root last. */
export function ocspStatus(pem: string): string {
  const [leaf = '', issuer = '', ...rest] = certificatesIn(pem)
  const url = openssl('x509', '-noout', '-ocsp_uri', '-in', leaf).trim()
  const root = rest.at(-1) ?? issuer
  const said = openssl('ocsp', '-issuer', issuer, '-cert', leaf, '-url', url, '-CAfile', root)
  return /: (good|revoked|unknown)/.exec(said)?.[1] ?? said
}

/** Whether the revocation list that a leaf points to holds it; its signature is checked against the issuer. */
export async function isOnRevocationList(pem: string): Promise<boolean> {
  const [leaf = '', issuer = ''] = certificatesIn(pem)
  const points = openssl('x509', '-noout', '-ext', 'crlDistributionPoints', '-in', leaf)
  const url = /URI:(\S+)/.exec(points)?.[1] ?? ''
  const file = join(folder, `${count}.crl`)
  writeFileSync(file, Buffer.from(await (await fetch(url)).arrayBuffer()))
  const list = openssl('crl', '-inform', 'DER', '-in', file, '-noout', '-text', '-CAfile', issuer)
  const serial = openssl('x509', '-noout', '-serial', '-in', leaf).trim().replace('serial=', '')
  return list.includes(`Serial Number: ${serial}`)
}
