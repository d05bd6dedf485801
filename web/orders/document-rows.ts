import type { PageTexts } from '../page-texts.ts'
import type { DocumentJson } from '../services.ts'

/** Kinds have words; a word of the CA's that we do not know stands as it came. */
export function documentTypeText(type: string, texts: PageTexts): string {
  const key = `option.document.type.${type}`
  return texts.has(key) ? texts.t(key) : type
}

/** Documents as a table shows them. */
export function documentRows(items: readonly DocumentJson[], texts: PageTexts): object[] {
  return items.map(({ type, description, fileNames, createdAt, expiresAt, state, reason, sent }) => ({
    type: documentTypeText(type, texts),
    description,
    files: fileNames.join(', '),
    createdAt,
    expiresAt,
    state: state === 'NEW' && !sent ? 'WAITING' : state,
    reason: reason ?? '',
  }))
}
