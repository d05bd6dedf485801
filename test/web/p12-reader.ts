import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface OpenedP12 {
  keyPem: string
  /** In the order of the file. */
  certificates: string[]
  /** What openssl says of how it is built. */
  info: string
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----\n/g

/**
 * Opens a PKCS #12 file by `openssl pkcs12`.
 * @throws what openssl says where it cannot
 */
export function openP12(file: Buffer, password: string): OpenedP12 {
  const args = ['pkcs12', '-info', '-nodes', '-passin', `pass:${password}`]
  const { status, stdout, stderr } = spawnSync('openssl', args, { input: file, encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  const [keyPem = ''] = /-----BEGIN PRIVATE KEY-----[\s\S]+?-----END PRIVATE KEY-----\n/.exec(stdout) ?? []
  return { keyPem, certificates: stdout.match(CERTIFICATE) ?? [], info: stdout + stderr }
}

export interface Issued {
  pem: string
  keyPem: string
}

/** A certificate by openssl, signed by its own key or an issuer's; the kind is `rsa:2048` or `ec:P-256`. */
export function issued(kind: string, commonName: string, issuer?: Issued): Issued {
  const folder = mkdtempSync(join(tmpdir(), 'certloom-p12-'))
  const path = (name: string): string => join(folder, name)
  if (issuer !== undefined) {
    writeFileSync(path('ca.pem'), issuer.pem)
    writeFileSync(path('ca.key'), issuer.keyPem)
  }
  const [algorithm = '', size = ''] = kind.split(':')
  const newKey = algorithm === 'rsa' ? [`rsa:${size}`] : ['ec', '-pkeyopt', `ec_paramgen_curve:${size}`]
  const subject = ['-subj', `/CN=${commonName}`, '-days', '30']
  const signer = issuer === undefined ? [] : ['-CA', path('ca.pem'), '-CAkey', path('ca.key')]
  const args = ['req', '-x509', '-nodes', '-newkey', ...newKey, '-keyout', path('key'), ...subject, ...signer]
  const pem = execFileSync('openssl', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  const keyPem = readFileSync(path('key'), 'utf8')
  rmSync(folder, { recursive: true })
  return { pem, keyPem }
}
