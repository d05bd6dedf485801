import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Issued {
  pem: string
  keyPem: string
}

/** A certificate by openssl, signed by its own key or an issuer's; the kind is `rsa:2048` or `ec:P-256`. */
export function issued(kind: string, commonName: string, issuer?: Issued): Issued {
  const folder = mkdtempSync(join(tmpdir(), 'certloom-issuer-'))
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
