import { DOCUMENT_STATES } from '../../../domain/document.ts'
import type { CertumDocument, CertumEmail } from './evidence-types.ts'
import type { Reader } from './reader.ts'
import { booleanOf, instantOf } from './values.ts'
import { DOCUMENT_WORDS, knownWord } from './words.ts'

/** No description of this answer is published, so a document is known by what it holds, wherever it stands. */
export function documentsOf(answer: Reader): CertumDocument[] {
  return answer.withChildren(['type', 'state']).map((document) => ({
    type: knownWord(DOCUMENT_WORDS, document.text('type') ?? ''),
    state: knownWord(DOCUMENT_STATES, document.text('state') ?? ''),
    description: document.text('description'),
    fileNames: fileNamesOf(document),
    createdAt: instantOf(document.text('createDate')),
    expiresAt: instantOf(document.text('expireDate')),
    reason: firstText(document, ['reason', 'rejectReason', 'info', 'note', 'comment']),
  }))
}

/** Names of files, written as `files/file/fileName` or with any of these left out. */
function fileNamesOf(document: Reader): string[] {
  const places = [document, document.child('files'), ...document.child('files').children('file')]
  return places
    .flatMap((place) => [...place.children('fileName'), ...place.children('file')])
    .map((node) => node.ownText())
    .filter((text) => text !== null)
}

function firstText(node: Reader, names: readonly string[]): string | null {
  return names.map((name) => node.text(name)).find((text) => text !== null) ?? null
}

/** An answer without an address is about no mailbox. */
export function emailOf(answer: Reader): CertumEmail | null {
  const verification = answer.child('emailVerification')
  const address = verification.text('email')
  if (address === null) return null
  return {
    address,
    verified: booleanOf(verification.text('verified')) ?? false,
    sentAt: instantOf(verification.text('sendDate')),
    linkValidUntil: instantOf(verification.text('verificationLinkValidityDate')),
    verifiedAt: instantOf(verification.text('verificationDate')),
    validUntil: instantOf(verification.text('verificationValidity')),
  }
}
