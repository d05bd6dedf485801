import { isTls, type ProductKind } from '../domain/product.ts'

/** The kinds of key that can be made in a browser, the one that works everywhere first. */
export const KEY_TYPES = ['rsa-2048', 'rsa-3072', 'rsa-4096', 'ec-p256', 'ec-p384'] as const
export type KeyType = (typeof KEY_TYPES)[number]

function isLongEnough(type: KeyType, minRsaBits: number): boolean {
  const [, bits] = /^rsa-(\d+)$/.exec(type) ?? []
  return bits === undefined || Number(bits) >= minRsaBits
}

/**
 * What a client may make for a product of this kind. Nothing for code signing: its keys live in certified hardware
 * (Baseline Requirements for code signing, 6.2.7.4).
 */
export function keyTypesFor(kind: ProductKind, minRsaBits: number): KeyType[] {
  if (!isTls(kind) && kind !== 'smime') return []
  return KEY_TYPES.filter((type) => isLongEnough(type, minRsaBits))
}

export function isKeyType(text: string): text is KeyType {
  return KEY_TYPES.some((known) => known === text)
}
