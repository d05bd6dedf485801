import { X509Certificate } from 'node:crypto'
import { encodePem, normalizePem, splitPemBundle } from './pem.ts'
import { PkiError } from './problem.ts'

/** Longer chains exist on paper only; the limit keeps a bundle full of cross-certificates from being a maze. */
const MAX_CHAIN_LENGTH = 8

function parseOrNull(pem: string): X509Certificate | null {
  try {
    return new X509Certificate(pem)
  } catch {
    return null
  }
}

function parseLeaf(pem: string): X509Certificate {
  const leaf = parseOrNull(normalizePem(pem))
  if (leaf === null) throw new PkiError({ code: 'certificate-malformed' })
  return leaf
}

function parseBundle(bundle: readonly string[]): X509Certificate[] {
  return bundle.flatMap(splitPemBundle).flatMap((pem) => parseOrNull(pem) ?? [])
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)
}

function isRoot(certificate: X509Certificate): boolean {
  return isIssuedBy(certificate, certificate)
}

function endsInRoot(path: readonly X509Certificate[]): boolean {
  const last = path.at(-1)
  return last !== undefined && isRoot(last)
}

/** Of all ways up from the path's end: the shortest that reaches a root, else the longest. */
function climb(
  path: readonly X509Certificate[],
  candidates: readonly X509Certificate[],
): readonly X509Certificate[] {
  const last = path.at(-1)
  if (last === undefined || path.length >= MAX_CHAIN_LENGTH || isRoot(last)) return path
  const ways = candidates
    .filter((candidate) => isIssuedBy(last, candidate))
    .filter((issuer) => !path.some(({ fingerprint256 }) => fingerprint256 === issuer.fingerprint256))
    .map((issuer) => climb([...path, issuer], candidates))
  const [shortest] = ways.filter(endsInRoot).sort((a, b) => a.length - b.length)
  const [longest] = ways.sort((a, b) => b.length - a.length)
  return shortest ?? longest ?? path
}

/**
 * Orders an unordered bundle: leaf first, each followed by its issuer (checked by signature), up to a root where the
 * bundle has it. What does not belong, repeats or cannot be read is dropped; members may hold several certificates.
 * Throws PkiError where the leaf cannot be read, or text in the bundle is not PEM.
 */
export function orderChain(leafPem: string, bundle: readonly string[]): string[] {
  return climb([parseLeaf(leafPem)], parseBundle(bundle)).map(({ raw }) => encodePem(raw, 'CERTIFICATE'))
}

/** The chain without its root: what a server sends, as clients know the root already. */
export function withoutRoot(chain: readonly string[]): string[] {
  return chain.filter((pem, index) => index === 0 || !isRoot(new X509Certificate(pem)))
}
