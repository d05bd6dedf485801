import { createPrivateKey } from 'node:crypto'
import type { BrowserContext, Request } from 'playwright-core'

/** So many bytes of a key in a row are no coincidence. */
const SLICE_BYTES = 12

/** The number in a private key that makes it private. */
function secretOf(keyPem: string): Buffer {
  return Buffer.from(createPrivateKey(keyPem).export({ format: 'jwk' }).d ?? '', 'base64url')
}

function urlDecoded(text: string): string {
  return text
    .replaceAll('+', ' ')
    .replace(/%([0-9a-f]{2})/gi, (_all, digits) => String.fromCharCode(Number.parseInt(digits, 16)))
}

/** All that runs of base64 in a text may stand for, wherever in it the encoder began. */
function base64Decoded(text: string): Buffer[] {
  const digits = text
    .replace(/\\[rn]|-{5}[A-Z ]+-{5}/g, '')
    .replaceAll('-', '+')
    .replaceAll('_', '/')
    .replace(/[^A-Za-z0-9+/]/g, '')
  return [0, 1, 2, 3].map((start) => Buffer.from(digits.slice(start), 'base64'))
}

function hexDecoded(text: string): Buffer[] {
  const digits = text.replace(/[^0-9A-Fa-f]/g, '')
  return [0, 1].map((start) => Buffer.from(digits.slice(start), 'hex'))
}

/** All that sent bytes may stand for: themselves, base64, hex, what a URL or a form makes of them. */
function readingsOf(sent: Buffer): Buffer[] {
  const plain = sent.toString('latin1')
  const texts = [plain, plain.replaceAll('%2B', '+'), urlDecoded(plain), urlDecoded(plain).replace(/ /g, '+')]
  return texts.flatMap((text) => [
    Buffer.from(text, 'latin1'),
    ...base64Decoded(text),
    ...hexDecoded(text),
    ...(text.match(/[A-Za-z0-9+/_-]{64,}/g) ?? []).flatMap(base64Decoded),
  ])
}

/** What is text again may be encoded once more, such as PEM in base64. */
function isText(bytes: Buffer): boolean {
  return bytes.length > 0 && bytes.filter((byte) => byte < 128).length === bytes.length
}

/** Whether anything of a private key is in what was sent, in one encoding or in one within another. */
export function leaks(sent: Buffer, keyPem: string): boolean {
  const secret = secretOf(keyPem)
  const slices = [0, 8, 16].map((at) => secret.subarray(at, at + SLICE_BYTES))
  const first = readingsOf(sent)
  const readings = [...first, ...first.filter(isText).flatMap(readingsOf)]
  return readings.some((bytes) => slices.some((slice) => bytes.includes(slice)))
}

function partsOf(request: Request): Buffer[] {
  const headers = Object.values(request.headers()).join('\n')
  return [Buffer.from(request.url()), Buffer.from(headers), request.postDataBuffer() ?? Buffer.alloc(0)]
}

export interface SecretWatch {
  /** Addresses of the requests that carried anything of the key. */
  leaksOf(keyPem: string): string[]
  count(): number
  sockets(): number
}

/** Keeps all that a browser sends from now on. */
export function watchSecrets(context: BrowserContext): SecretWatch {
  const requests: Request[] = []
  let sockets = 0
  context.on('request', (request) => requests.push(request))
  context.on('page', (page) =>
    page.on('websocket', () => {
      sockets += 1
    }),
  )
  return {
    leaksOf: (keyPem) =>
      requests
        .filter((request) => partsOf(request).some((part) => leaks(part, keyPem)))
        .map((request) => `${request.method()} ${request.url()}`),
    count: () => requests.length,
    sockets: () => sockets,
  }
}
