// The library's containers need the metadata polyfill before its first line runs.
import 'reflect-metadata'
import {
  Name,
  PemConverter,
  Pkcs10CertificateRequestGenerator,
  SubjectAlternativeNameExtension,
} from '@peculiar/x509'
import type { KeyType } from '../../pki/key-types.ts'
import {
  SUBJECT_ATTRIBUTES,
  SUBJECT_FIELDS,
  type SubjectField,
  type SubjectFields,
} from '../../pki/subject.ts'
import { makeKey } from './key-pair.ts'

/** What the certificate is for: names of hosts, or a mailbox. */
export type CsrPurpose = 'host' | 'mailbox'

export interface KeyAndCsr {
  /** PKCS #8, PEM. */
  keyPem: string
  /** PKCS #10, PEM. */
  csrPem: string
}

type AttributeValue = { printableString: string } | { ia5String: string } | { utf8String: string }

/** Countries and serial numbers have a type of their own (X.520), as have e-mail addresses (RFC 5280, 4.1.2.6). */
const PRINTABLE: readonly SubjectField[] = ['country', 'jurisdictionCountry', 'serialNumber']

function attributeValue(field: SubjectField, value: string): AttributeValue {
  if (field === 'email' && /^[\x20-\x7e]*$/.test(value)) return { ia5String: value }
  if (PRINTABLE.includes(field) && /^[A-Za-z0-9 '()+,./:=?-]*$/.test(value)) return { printableString: value }
  return { utf8String: value }
}

function nameOf(subject: SubjectFields): Name {
  const parts = SUBJECT_FIELDS.flatMap((field) => {
    const value = subject[field]
    return value ? [{ [SUBJECT_ATTRIBUTES[field].oid]: [attributeValue(field, value)] }] : []
  })
  return new Name(parts)
}

/** A name of a host as certificates spell it: `żółw.pl` is `xn--w-uga1v8h.pl`. What no host can be called stays. */
function hostName(name: string): string {
  const [, star = '', rest = ''] = /^(\*\.)?(.*)$/.exec(name) ?? []
  try {
    // Some browsers escape the star.
    return /[^\x20-\x7e]/.test(rest) ? star + new URL(`https://${rest}`).hostname : name.toLowerCase()
  } catch {
    return name
  }
}

/** What no extension can hold is left to the name, where it is judged with the rest of the CSR. */
function alternativeNames(subject: SubjectFields, purpose: CsrPurpose): SubjectAlternativeNameExtension[] {
  const value = (purpose === 'mailbox' ? subject.email : subject.commonName) ?? ''
  if (!/^[\x21-\x7e]+$/.test(value)) return []
  if (purpose === 'mailbox') return [new SubjectAlternativeNameExtension([{ type: 'email', value }])]
  const type = /^\d+(?:\.\d+){3}$|:/.test(value) ? 'ip' : 'dns'
  return [new SubjectAlternativeNameExtension([{ type, value }])]
}

/** Makes a key and a CSR for it. The key is known to nobody but the caller. */
export async function makeKeyAndCsr(
  type: KeyType,
  entered: SubjectFields,
  purpose: CsrPurpose,
): Promise<KeyAndCsr> {
  const { commonName } = entered
  const isHost = purpose === 'host' && commonName !== undefined
  const subject = isHost ? { ...entered, commonName: hostName(commonName) } : entered
  const { keys, signing } = await makeKey(type)
  const csr = await Pkcs10CertificateRequestGenerator.create({
    name: nameOf(subject),
    keys,
    signingAlgorithm: signing,
    extensions: alternativeNames(subject, purpose),
  })
  const key = await crypto.subtle.exportKey('pkcs8', keys.privateKey)
  return { keyPem: `${PemConverter.encode(key, 'PRIVATE KEY')}\n`, csrPem: `${csr.toString('pem')}\n` }
}
