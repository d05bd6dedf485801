import { createHash } from 'node:crypto'
import { type AlternativeNames, readAlternativeNames } from './alternative-names.ts'
import { identifyOther, readCsrText } from './csr-text.ts'
import { garbledFields } from './garbled-subject.ts'
import { inspectKey, type KeyInfo, type KeyInspection, MIN_RSA_BITS } from './key.ts'
import { encodePem } from './pem.ts'
import type { PkiProblem, PkiProblemCode } from './problem.ts'
import { requestedExtensions } from './request-extensions.ts'
import { isSha1, signatureName } from './signature-name.ts'
import { isStrictDer, requestVersion } from './strict-der.ts'
import { checkSubject, rawSubject, readSubject, repeatedFields, type SubjectFields } from './subject.ts'
import { Pkcs10CertificateRequest } from './x509.ts'

export type { KeyInfo } from './key.ts'
export type { SubjectFields } from './subject.ts'

export interface CsrInspection {
  /** In its one form: label `CERTIFICATE REQUEST`, 64 columns, LF. */
  pem: string
  subject: SubjectFields
  /** Alternative DNS names as A-labels; the common name is not among them unless the CSR says so. */
  names: string[]
  emails: string[]
  ipAddresses: string[]
  key: KeyInfo
  /** Such as `RSA-SHA256`, `ECDSA-SHA384`; an OID where it has no name here. */
  signatureAlgorithm: string
  /** False also where an unusable key prevents the check; a wrong signature is among the refusals. */
  signatureValid: boolean
  /** Of the DER, lower-case hex. */
  sha256: string
  /** Readable, but weak or noteworthy. */
  findings: PkiProblem[]
  /** What a CA refuses: a weak key, a wrong signature. An order with such a CSR must not be placed. */
  refusals: PkiProblem[]
}

export type CsrResult = { ok: true; csr: CsrInspection } | { ok: false; problem: PkiProblem }

const CHALLENGE_PASSWORD = '1.2.840.113549.1.9.7'

type SignatureState = 'valid' | 'invalid' | 'unknown-algorithm' | 'not-checked'

/** With such a key the check cannot be made, or costs too much; the key is refused in any case. */
const PREVENTS_CHECK: readonly PkiProblemCode[] = ['key-curve', 'rsa-too-long', 'rsa-exponent-invalid']

async function checkSignature(
  request: Pkcs10CertificateRequest,
  { refusals }: KeyInspection,
  algorithm: string,
): Promise<SignatureState> {
  if (refusals.some(({ code }) => PREVENTS_CHECK.includes(code))) return 'not-checked'
  try {
    return (await request.verify()) ? 'valid' : 'invalid'
  } catch {
    // Thrown for an algorithm the library does not know, and for signatures or keys that do not fit the algorithm.
    return /^(?:RSA|RSA-PSS|ECDSA)-SHA\d+$/.test(algorithm) ? 'invalid' : 'unknown-algorithm'
  }
}

function signatureProblems(
  state: SignatureState,
  algorithm: string,
): Pick<CsrInspection, 'findings' | 'refusals'> {
  const findings: PkiProblem[] = isSha1(algorithm) ? [{ code: 'csr-signature-sha1' }] : []
  switch (state) {
    case 'valid':
    case 'not-checked':
      return { findings, refusals: [] }
    case 'invalid':
      return { findings, refusals: [{ code: 'csr-bad-signature' }] }
    case 'unknown-algorithm':
      return { findings, refusals: [{ code: 'csr-signature-algorithm', params: { algorithm } }] }
  }
}

/** One extension that the library cannot read makes all of them unreadable; the rest of the CSR still counts. */
function alternativeNamesOf(request: Pkcs10CertificateRequest): AlternativeNames {
  try {
    return readAlternativeNames(requestedExtensions(request))
  } catch {
    const findings: PkiProblem[] = [{ code: 'csr-extensions-unreadable' }]
    return { names: [], emails: [], ipAddresses: [], findings }
  }
}

function attributeFindings(request: Pkcs10CertificateRequest): PkiProblem[] {
  try {
    return request.getAttribute(CHALLENGE_PASSWORD) === null ? [] : [{ code: 'csr-challenge-password' }]
  } catch {
    return []
  }
}

function subjectFindings(request: Pkcs10CertificateRequest, subject: SubjectFields): PkiProblem[] {
  const dropped: PkiProblem[] = subject.organizationalUnit === undefined ? [] : [{ code: 'csr-ou-dropped' }]
  const misshapen = [...checkSubject(subject), ...garbledFields(rawSubject(request.subjectName))]
  const told = misshapen.map(({ code, params }) => (params ? { code, params } : { code }))
  return [...dropped, ...repeatedFields(request.subjectName), ...told]
}

/** Lenient parsers take these; those of CAs and of browsers may not, and then the certificate is of no use. */
function encodingProblems(der: Buffer): PkiProblem[] {
  const version = requestVersion(der)
  if (version !== null && version !== 0) return [{ code: 'csr-version', params: { version } }]
  return isStrictDer(der) ? [] : [{ code: 'csr-encoding' }]
}

function parse(der: Buffer): Pkcs10CertificateRequest | null {
  try {
    return new Pkcs10CertificateRequest(der)
  } catch {
    return null
  }
}

/** Empty, which is no key either, where the library cannot make anything of it. */
function spkiOf(request: Pkcs10CertificateRequest): Uint8Array {
  try {
    return new Uint8Array(request.publicKey.rawData)
  } catch {
    return new Uint8Array()
  }
}

async function inspect(text: string, minRsaBits: number): Promise<CsrResult> {
  const read = readCsrText(text)
  if (!read.ok) return read
  const request = parse(read.der)
  if (request === null) return { ok: false, problem: { code: identifyOther(read.der) ?? 'csr-malformed' } }
  const inspected = inspectKey(spkiOf(request), minRsaBits)
  if (!inspected.ok) return inspected
  const signatureAlgorithm = signatureName(request.signatureAlgorithm)
  const state = await checkSignature(request, inspected, signatureAlgorithm)
  const signature = signatureProblems(state, signatureAlgorithm)
  const alternative = alternativeNamesOf(request)
  const subject = readSubject(request.subjectName)
  const { names, emails, ipAddresses } = alternative
  const csr: CsrInspection = {
    pem: encodePem(read.der, 'CERTIFICATE REQUEST'),
    subject,
    names,
    emails,
    ipAddresses,
    key: inspected.key,
    signatureAlgorithm,
    signatureValid: state === 'valid',
    sha256: createHash('sha256').update(read.der).digest('hex'),
    findings: [
      ...signature.findings,
      ...inspected.findings,
      ...subjectFindings(request, subject),
      ...alternative.findings,
      ...attributeFindings(request),
    ],
    refusals: [...encodingProblems(read.der), ...signature.refusals, ...inspected.refusals],
  }
  return { ok: true, csr }
}

/**
 * Reads a CSR as a person pasted it, in any form, and says what is in it, what is weak and what a CA would refuse.
 * Unreadable input gives `ok: false` with the reason. `minRsaBits` is 2048 unless the product asks for more. Never
 * throws or rejects, whatever the input; text over 64 KiB is refused unread.
 */
export async function inspectCsr(text: string, options: { minRsaBits?: number } = {}): Promise<CsrResult> {
  try {
    return await inspect(text, options.minRsaBits ?? MIN_RSA_BITS)
  } catch {
    return { ok: false, problem: { code: 'csr-malformed' } }
  }
}
