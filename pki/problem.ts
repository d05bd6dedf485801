/** Everything that can be said against a key, a CSR, a name or a certificate file. The words are in `texts/pki.*`. */
export const PKI_PROBLEM_CODES = [
  // the text that should be a CSR
  'csr-empty',
  'csr-too-large',
  'csr-not-pem',
  'csr-not-base64',
  'csr-truncated',
  'csr-malformed',
  'csr-is-certificate',
  'csr-is-public-key',
  'csr-is-other',
  'csr-several',
  'csr-plus-lost',
  'private-key-sent',
  // what a CSR says
  'csr-bad-signature',
  'csr-signature-algorithm',
  'csr-signature-sha1',
  'csr-version',
  'csr-encoding',
  'csr-ou-dropped',
  'csr-challenge-password',
  'csr-extensions-unreadable',
  'csr-name-invalid',
  'subject-repeated',
  'subject-too-long',
  'subject-country',
  'subject-blank',
  'subject-garbled',
  'subject-letters-lost',
  // its key
  'key-unreadable',
  'key-encoding',
  'key-algorithm',
  'key-curve',
  'rsa-too-short',
  'rsa-too-long',
  'rsa-odd-length',
  'rsa-exponent-invalid',
  'rsa-exponent-small',
  'rsa-small-factor',
  'rsa-close-primes',
  'rsa-roca',
  // one name
  'name-empty',
  'name-is-url',
  'name-is-email',
  'name-characters',
  'name-underscore',
  'name-from-address',
  'name-empty-label',
  'name-hyphen',
  'name-label-too-long',
  'name-too-long',
  'name-idn-invalid',
  'name-reserved-label',
  'name-numeric-tld',
  'name-public-suffix',
  'name-internal',
  'name-reverse-zone',
  'wildcard-position',
  'wildcard-public-suffix',
  'ip-reserved',
  // a name in its list
  'idn-not-allowed',
  'ip-not-allowed',
  'wildcard-forbidden',
  'wildcard-required',
  'wildcard-one-required',
  'wildcard-foreign-name',
  'name-duplicate',
  'wildcard-with-ip',
  'name-without-method',
  'ip-forces-file',
  'names-none',
  'names-too-many',
  // files
  'pem-malformed',
  'certificate-malformed',
] as const
export type PkiProblemCode = (typeof PKI_PROBLEM_CODES)[number]

/** A thing wrong with a key, CSR or name. `code` is stable kebab-case, `params` fill the text. */
export interface PkiProblem {
  code: PkiProblemCode
  params?: Record<string, string | number>
}

/** Thrown where input from the CA or from our own store is not what it must be; people's input gives a PkiProblem. */
export class PkiError extends Error {
  readonly problem: PkiProblem

  constructor(problem: PkiProblem, cause?: unknown) {
    super(problem.code, { cause })
    this.name = 'PkiError'
    this.problem = problem
  }
}

const SHOWN_CHARACTERS = 100

/**
 * Foreign text made safe to keep and to show: control characters (PostgreSQL refuses NUL) become spaces, halves of
 * surrogate pairs are replaced, ends trimmed.
 */
export function cleanText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\p{Cc}/gu, ' ')
    .trim()
}

/** Foreign text cut to what a message can hold. */
export function shownText(text: string): string {
  const clean = cleanText(text)
  return clean.length <= SHOWN_CHARACTERS ? clean : `${clean.slice(0, SHOWN_CHARACTERS).toWellFormed()}…`
}
