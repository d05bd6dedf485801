import { isTls, type ProductKind } from '../../domain/product.ts'
import { type KeyType, keyTypesFor } from '../../pki/key-types.ts'

/** What a page needs to offer a key made in the browser. */
export interface KeyToolModel {
  purpose: 'host' | 'mailbox'
  types: readonly KeyType[]
  /** The field of the subject without which there is nothing to make a CSR of. */
  nameField: 'commonName' | 'email'
}

/** Null where the client cannot make the key, as with code signing. */
export function keyTool(kind: ProductKind, minRsaBits: number): KeyToolModel | null {
  const types = keyTypesFor(kind, minRsaBits)
  if (types.length === 0) return null
  const isHost = isTls(kind)
  return { purpose: isHost ? 'host' : 'mailbox', types, nameField: isHost ? 'commonName' : 'email' }
}
