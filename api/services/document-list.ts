import type { CaOrderDocument } from '../../store/queries/ca-orders.ts'
import type { DocumentSummary } from '../../store/queries/documents.ts'
import type { Language } from '../../texts/texts.ts'
import type { DocumentJson } from '../schemas/document.ts'
import { problemText } from './field-texts.ts'

function sameNames(ours: readonly string[], theirs: readonly string[]): boolean {
  return ours.length === theirs.length && ours.every((name) => theirs.includes(name))
}

/** Whether the CA may mean this document of ours. Some of its lists name no files: then the type alone must do. */
function mayBe(ours: DocumentSummary, theirs: CaOrderDocument): boolean {
  if (ours.sending === 'refused' || ours.type !== theirs.type) return false
  return theirs.fileNames.length === 0 || sameNames(ours.fileNames, theirs.fileNames)
}

function ownJson(
  ours: DocumentSummary,
  theirs: CaOrderDocument | undefined,
  language: Language,
): DocumentJson {
  const { type, description, fileNames, createdAt, sending, problems } = ours
  const isRefused = sending === 'refused'
  const why = problems.map((problem) => problemText(problem, language)).join(' ')
  return {
    type,
    description,
    fileNames,
    createdAt: theirs?.createdAt ?? createdAt,
    expiresAt: theirs?.expiresAt ?? null,
    state: isRefused ? 'REJECTED' : (theirs?.state ?? 'NEW'),
    reason: isRefused ? why : (theirs?.reason ?? null),
    sent: sending === 'sent' || theirs !== undefined,
  }
}

function foreignJson({ description, fileNames, ...rest }: CaOrderDocument): DocumentJson {
  return { ...rest, description: description ?? '', fileNames: [...fileNames], sent: true }
}

/**
 * The order's documents as we know them, each with what the CA says of it, and then those that only the CA knows.
 * Documents of the same kind and names are told apart by their order alone.
 */
export function mergedDocuments(
  ours: readonly DocumentSummary[],
  theirs: readonly CaOrderDocument[],
  language: Language,
): DocumentJson[] {
  const left = [...theirs]
  const own = ours.map((document) => {
    const place = left.findIndex((each) => mayBe(document, each))
    const found = place < 0 ? undefined : left.splice(place, 1)[0]
    return ownJson(document, found, language)
  })
  return [...own, ...left.map(foreignJson)]
}
