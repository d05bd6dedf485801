import { X509Certificate as NodeCertificate } from 'node:crypto'
import yazl from 'yazl'
import { inspectCertificate } from './certificate.ts'
import { withoutRoot } from './chain.ts'
import { fileBaseName } from './file-name.ts'
import { encodePem } from './pem.ts'
import { PkiError } from './problem.ts'
import { type GuideLanguage, guideFor } from './server-guide.ts'
import { type FilePart, SERVER_FORMATS, type ServerType } from './server-types.ts'
import { X509Certificate, X509Certificates } from './x509.ts'

function leafOf(chain: readonly string[]): string {
  const [leaf] = chain
  if (leaf === undefined) throw new PkiError({ code: 'certificate-malformed' })
  return leaf
}

/** The leaf alone, PEM (`.cer`). Chains are given in the order and form of `orderChain`, here and below. */
export function cerFile(chain: readonly string[]): string {
  return leafOf(chain)
}

/** Leaf and chain up to the root, PEM (`.pem`). */
export function pemFile(chain: readonly string[]): string {
  leafOf(chain)
  return chain.join('')
}

/** What is between the leaf and the root, PEM; empty where nothing is. */
export function chainFile(chain: readonly string[]): string {
  return withoutRoot(chain).slice(1).join('')
}

/** The leaf alone, DER (`.der`). */
export function derFile(chain: readonly string[]): Buffer {
  return new NodeCertificate(leafOf(chain)).raw
}

/** Leaf and chain up to the root as PKCS #7 without signatures, PEM (`.p7b`). */
export function p7bFile(chain: readonly string[]): string {
  leafOf(chain)
  const certificates = chain.map((pem) => new X509Certificate(new NodeCertificate(pem).raw))
  return encodePem(new Uint8Array(new X509Certificates(certificates).export('raw')), 'PKCS7')
}

interface ZipEntry {
  name: string
  text: string
}

function partText(part: FilePart, chain: readonly string[]): string {
  switch (part) {
    case 'leaf':
      return cerFile(chain)
    case 'chain':
      return chainFile(chain)
    case 'fullchain':
      return withoutRoot(chain).join('')
    case 'p7b':
      return p7bFile(chain)
  }
}

function archive(entries: readonly ZipEntry[], mtime: Date): Promise<Buffer> {
  const zip = new yazl.ZipFile()
  for (const { name, text } of entries) zip.addBuffer(Buffer.from(text), name, { mtime, mode: 0o100644 })
  zip.end()
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    zip.on('error', reject)
    zip.outputStream.on('data', (chunk: Buffer) => chunks.push(chunk))
    zip.outputStream.on('error', reject)
    zip.outputStream.on('end', () => resolve(Buffer.concat(chunks)))
  })
}

/**
 * An archive with the files this server wants, named after the certificate, and a README.txt that tells what to do with
 * them. Its times are the certificate's notBefore, so that the same certificate always gives the same archive.
 */
export async function zipFile(
  chain: readonly string[],
  server: ServerType,
  language: GuideLanguage,
): Promise<Buffer> {
  const { subject, names, notBefore } = inspectCertificate(leafOf(chain))
  const base = fileBaseName(subject.commonName ?? names[0] ?? '')
  const files = Object.entries(SERVER_FORMATS[server].files)
    .map(([ending, part]) => ({ name: base + ending, text: partText(part, chain) }))
    .filter(({ text }) => text !== '')
  const readme = { name: 'README.txt', text: guideFor(server, language, base) }
  return archive([...files, readme], new Date(notBefore))
}
