import { ENGLISH } from './server-guide-en.ts'
import { POLISH } from './server-guide-pl.ts'
import { SERVER_FORMATS, type ServerType } from './server-types.ts'

export type GuideLanguage = 'pl' | 'en'

/** `base` is what the files begin with; `%KEY%` stands for the private key's file. */
export type Guide = (base: string) => string

export interface GuideTexts {
  byServer: Record<ServerType, Guide>
  /** For servers that are handed the key as a file. */
  keyNote: string
}

const GUIDES: Record<GuideLanguage, GuideTexts> = { en: ENGLISH, pl: POLISH }

/**
 * A short how-to for one server. `base` is the name the files begin with, the same as `fileBaseName` gives. Lines end in
 * CRLF, so that any editor of any system shows them.
 */
export function guideFor(server: ServerType, language: GuideLanguage, base: string): string {
  const { byServer, keyNote } = GUIDES[language]
  const parts = [byServer[server](base), ...(SERVER_FORMATS[server].keepsKey ? [] : [keyNote])]
  const text = `${parts.join('\n\n')}\n`.replaceAll('%KEY%', `${base}.key`)
  return text.replaceAll('\n', '\r\n')
}
