const KINDS: Readonly<Record<string, string>> = {
  'RSASSA-PKCS1-v1_5': 'RSA',
  'RSA-PSS': 'RSA-PSS',
  ECDSA: 'ECDSA',
}

/** Still met in old CSRs, unknown to the library. */
const OUTDATED: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.2': 'RSA-MD2',
  '1.2.840.113549.1.1.4': 'RSA-MD5',
}

function text(holder: unknown, key: string): string {
  const value: unknown = typeof holder === 'object' && holder !== null ? Reflect.get(holder, key) : undefined
  return typeof value === 'string' ? value : ''
}

/**
 * A signature algorithm, given as WebCrypto's dictionary, as people write it: `RSA-SHA256`, `ECDSA-SHA384`; the OID of
 * one that has no name here.
 */
export function signatureName(algorithm: object): string {
  const name = text(algorithm, 'name')
  const kind = KINDS[name]
  if (kind === undefined) return OUTDATED[name] ?? name
  return `${kind}-${text(Reflect.get(algorithm, 'hash'), 'name').replace('SHA-', 'SHA')}`
}

export function isSha1(signature: string): boolean {
  return signature.endsWith('-SHA1')
}
