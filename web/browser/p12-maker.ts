import { BmpString, OctetString } from 'asn1js'
import {
  Attribute,
  AuthenticatedSafe,
  CertBag,
  Certificate,
  PFX,
  PKCS8ShroudedKeyBag,
  PrivateKeyInfo,
  SafeBag,
  SafeContents,
} from 'pkijs'

/** Slows down who tries passwords, and costs the owner a second at most. */
const KEY_ITERATIONS = 250_000
const MAC_ITERATIONS = 100_000

const CERT_BAG = '1.2.840.113549.1.12.10.1.3'
const SHROUDED_KEY_BAG = '1.2.840.113549.1.12.10.1.2'
const FRIENDLY_NAME = '1.2.840.113549.1.9.20'
const LOCAL_KEY_ID = '1.2.840.113549.1.9.21'

export interface P12Parts {
  /** PKCS #8, DER. */
  pkcs8: ArrayBuffer
  /** Leaf first, DER. */
  certificates: readonly ArrayBuffer[]
  /** What key stores show it as. */
  name: string
  password: string
}

interface Encryption {
  password: ArrayBuffer
  contentEncryptionAlgorithm: { name: 'AES-CBC'; length: 256; iv: Uint8Array<ArrayBuffer> }
  hmacHashAlgorithm: string
  iterationCount: number
}

/** PBES2 with AES-256 and PBKDF2 by HMAC-SHA-256. */
function encryptionBy(password: ArrayBuffer): Encryption {
  return {
    password,
    // The vector is asked for by the type alone: the library draws one of its own for each encryption.
    contentEncryptionAlgorithm: { name: 'AES-CBC', length: 256, iv: new Uint8Array(16) },
    hmacHashAlgorithm: 'SHA-256',
    iterationCount: KEY_ITERATIONS,
  }
}

/** Says of key and certificate that they belong together, and what they are called. */
function marksOf(name: string, keyId: ArrayBuffer): Attribute[] {
  return [
    new Attribute({ type: FRIENDLY_NAME, values: [new BmpString({ value: name })] }),
    new Attribute({ type: LOCAL_KEY_ID, values: [new OctetString({ valueHex: keyId })] }),
  ]
}

async function keyContents(
  pkcs8: ArrayBuffer,
  marks: Attribute[],
  encryption: Encryption,
): Promise<SafeContents> {
  const bagValue = new PKCS8ShroudedKeyBag({ parsedValue: PrivateKeyInfo.fromBER(pkcs8) })
  await bagValue.makeInternalValues(encryption)
  return new SafeContents({
    safeBags: [new SafeBag({ bagId: SHROUDED_KEY_BAG, bagValue, bagAttributes: marks })],
  })
}

function certificateContents(certificates: readonly Certificate[], marks: Attribute[]): SafeContents {
  const safeBags = certificates.map((certificate, index) => {
    const bagValue = new CertBag({ parsedValue: certificate })
    return new SafeBag({ bagId: CERT_BAG, bagValue, ...(index === 0 ? { bagAttributes: marks } : {}) })
  })
  return new SafeContents({ safeBags })
}

/** The public key in a certificate, DER. */
export function certificateKey(certificate: ArrayBuffer): ArrayBuffer {
  return Certificate.fromBER(certificate).subjectPublicKeyInfo.toSchema().toBER(false)
}

/** Packs key, certificate and chain into one PKCS #12 file, all of it encrypted and authenticated by the password. */
export async function makeP12({ pkcs8, certificates, name, password }: P12Parts): Promise<ArrayBuffer> {
  const secret = new TextEncoder().encode(password).buffer
  const encryption = encryptionBy(secret)
  const [leaf = new ArrayBuffer()] = certificates
  const marks = marksOf(name, await crypto.subtle.digest('SHA-256', leaf))
  const parsed = certificates.map((each) => Certificate.fromBER(each))
  const authenticatedSafe = new AuthenticatedSafe({
    parsedValue: {
      safeContents: [
        { privacyMode: 0, value: await keyContents(pkcs8, marks, encryption) },
        { privacyMode: 1, value: certificateContents(parsed, marks) },
      ],
    },
  })
  await authenticatedSafe.makeInternalValues({ safeContents: [{}, encryption] })
  const file = new PFX({ parsedValue: { integrityMode: 0, authenticatedSafe } })
  await file.makeInternalValues({
    password: secret,
    iterations: MAC_ITERATIONS,
    pbkdf2HashAlgorithm: 'SHA-256',
    hmacHashAlgorithm: 'SHA-256',
  })
  return file.toSchema().toBER(false)
}
