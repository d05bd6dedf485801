import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'

/**
 * The installation's secrets: the current one writes, and each of them still reads, so that one can be replaced while
 * everything runs. Every purpose has a key of its own (HKDF), so nothing made for one is good for another.
 */
export interface KeyRing {
  /** Encrypts a text (AES-256-GCM). What it gives names its key, and only opens for the same purpose. */
  seal(purpose: string, plaintext: string): string
  /** @throws {SealError} where no secret of the ring made it, or it was changed or made for another purpose */
  open(purpose: string, sealed: string): string
  /** False for what a previous secret made: sealing it anew finishes a rotation. */
  isCurrent(sealed: string): boolean
  /** The current secret's 256-bit key for a purpose. */
  derive(purpose: string): Buffer
  /** The keys for a purpose, the current one first, for what can take several (cookies of sessions). */
  deriveAll(purpose: string): Buffer[]
  /** An HMAC-SHA-256 of the text, in base64url. */
  sign(purpose: string, text: string): string
  /** True for a signature by any secret of the ring. Takes the same time wherever it differs. */
  verify(purpose: string, text: string, signature: string): boolean
}

/** A sealed text that cannot be opened. Says nothing about what is in it. */
export class SealError extends Error {
  constructor(reason: string) {
    super(`sealed text ${reason}`)
    this.name = 'SealError'
  }
}

const FORMAT = 'v1'
const IV_BYTES = 12
const TAG_BYTES = 16
const SALT = 'certloom'

function keyOf(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, SALT, purpose, 32))
}

/** Names a secret without telling anything about it. */
function nameOf(secret: string): string {
  return keyOf(secret, 'key-name').toString('hex', 0, 4)
}

function encrypt(key: Buffer, purpose: string, plaintext: string): string {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(purpose))
  const body = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url')
}

function decrypt(key: Buffer, purpose: string, text: string): string {
  const bytes = Buffer.from(text, 'base64url')
  if (bytes.length < IV_BYTES + TAG_BYTES) throw new SealError('is too short')
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES))
    .setAAD(Buffer.from(purpose))
    .setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
  try {
    const opened = [decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]
    return Buffer.concat(opened).toString('utf8')
  } catch {
    throw new SealError('was changed, or made for another purpose')
  }
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}

/**
 * @param current the secret that writes, at least 32 characters
 * @param previous secrets that still read
 */
export function createKeyRing(current: string, previous: readonly string[] = []): KeyRing {
  const secrets = [current, ...previous]
  const byName = new Map(secrets.toReversed().map((secret) => [nameOf(secret), secret]))
  const currentName = nameOf(current)
  const deriveAll = (purpose: string): Buffer[] => secrets.map((secret) => keyOf(secret, purpose))
  return {
    seal: (purpose, plaintext) =>
      [FORMAT, currentName, encrypt(keyOf(current, purpose), purpose, plaintext)].join('.'),
    open: (purpose, sealed) => {
      const [format, name = '', text = ''] = sealed.split('.')
      const secret = byName.get(name)
      if (format !== FORMAT || secret === undefined) throw new SealError('has no key in the ring')
      return decrypt(keyOf(secret, purpose), purpose, text)
    },
    isCurrent: (sealed) => sealed.startsWith(`${FORMAT}.${currentName}.`),
    derive: (purpose) => keyOf(current, purpose),
    deriveAll,
    sign: (purpose, text) => hmac(keyOf(current, purpose), text).toString('base64url'),
    verify: (purpose, text, signature) => {
      const given = Buffer.from(signature, 'base64url')
      const matches = deriveAll(purpose).map((key) => {
        const expected = hmac(key, text)
        return expected.length === given.length && timingSafeEqual(expected, given)
      })
      return matches.includes(true)
    },
  }
}
