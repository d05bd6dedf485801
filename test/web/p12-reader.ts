import { spawnSync } from 'node:child_process'

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
