import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { atExit } from '../../support/at-exit.ts'

/** A CA that is no part of ours and has no API: somebody signs by hand, with openssl. */
export interface HandCa {
  rootPem: string
  /** Signs a CSR for these names, for so many days. @returns PEM */
  sign(csr: string, names: readonly string[], days: number): string
}

function openssl(...args: string[]): string {
  return execFileSync('openssl', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

export function startHandCa(): HandCa {
  const folder = mkdtempSync(join(tmpdir(), 'certloom-hand-ca-'))
  atExit(() => rmSync(folder, { recursive: true, force: true }))
  const at = (name: string): string => join(folder, name)
  const keyOptions = ['-newkey', 'rsa:2048', '-nodes', '-keyout', at('root.key')]
  const usage = ['-addext', 'keyUsage=critical,keyCertSign,cRLSign']
  const dn = ['-subj', '/CN=Hand CA', '-days', '3650', ...usage]
  openssl('req', '-x509', ...keyOptions, ...dn, '-out', at('root.pem'))
  return {
    rootPem: readFileSync(at('root.pem'), 'utf8'),
    sign(csr, names, days) {
      writeFileSync(at('leaf.csr'), csr)
      const alternative = names.map((name) => `DNS:${name}`).join(',')
      writeFileSync(at('leaf.cnf'), `basicConstraints=CA:FALSE\nsubjectAltName=${alternative}\n`)
      const ca = ['-CA', at('root.pem'), '-CAkey', at('root.key'), '-CAcreateserial']
      const what = ['-in', at('leaf.csr'), '-extfile', at('leaf.cnf'), '-days', String(days)]
      return openssl('x509', '-req', ...what, ...ca)
    },
  }
}
