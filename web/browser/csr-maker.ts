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
import { type TypedHost, typedMailbox } from './typed-host.ts'

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

/** What no extension can hold is left to the name, where it is judged with the rest of the CSR. */
function alternativeNames(subject: SubjectFields, host: TypedHost | null): SubjectAlternativeNameExtension[] {
  if (host !== null) return [new SubjectAlternativeNameExtension([{ type: host.type, value: host.name }])]
  const { email = '' } = subject
  return /^[\x21-\x7e]+$/.test(email)
    ? [new SubjectAlternativeNameExtension([{ type: 'email', value: email }])]
    : []
}

/** The subject as certificates spell it: the host's name, the mailbox. */
function spelled(entered: SubjectFields, host: TypedHost | null): SubjectFields {
  if (host !== null) return { ...entered, commonName: host.name }
  return entered.email === undefined ? entered : { ...entered, email: typedMailbox(entered.email) }
}

/**
 * Makes a key and a CSR for a host, or where that is null for the mailbox in the subject. The key is known to nobody but
 * the caller.
 */
export async function makeKeyAndCsr(
  type: KeyType,
  entered: SubjectFields,
  host: TypedHost | null,
): Promise<KeyAndCsr> {
  const subject = spelled(entered, host)
  const { keys, signing } = await makeKey(type)
  const csr = await Pkcs10CertificateRequestGenerator.create({
    name: nameOf(subject),
    keys,
    signingAlgorithm: signing,
    extensions: alternativeNames(subject, host),
  })
  const key = await crypto.subtle.exportKey('pkcs8', keys.privateKey)
  return { keyPem: `${PemConverter.encode(key, 'PRIVATE KEY')}\n`, csrPem: `${csr.toString('pem')}\n` }
}
