import {
  DOCUMENT_ENDINGS,
  DOCUMENT_FILES_LIMIT,
  type DocumentEnding,
  type DocumentType,
} from '../../domain/document.ts'
import { CertloomError, type FieldProblem } from '../../domain/errors.ts'
import { documentFields } from '../schemas/document.ts'
import { problemsOf } from '../schemas/problems-of.ts'
import type { Upload, UploadedFile } from './multipart.ts'

/** A document that our own rules let through. */
export interface GoodDocument {
  type: DocumentType
  description: string
  /** Under names that the CA takes. */
  files: UploadedFile[]
}

type FileFormat = 'pdf' | 'jpeg' | 'png' | 'xades'

const FORMAT_OF: Record<DocumentEnding, FileFormat> = {
  pdf: 'pdf',
  jpg: 'jpeg',
  jpeg: 'jpeg',
  png: 'png',
  xades: 'xades',
}

/** A PDF may have some bytes before its mark (ISO 32000-1, Annex H, note 13). */
const PDF_HEAD_BYTES = 1024

function startsWith(content: Uint8Array, bytes: readonly number[]): boolean {
  return bytes.every((byte, index) => content[index] === byte)
}

/** XML with a signature in it (ETSI EN 319 132: XAdES is an XML signature with more in it). */
function isXades(content: Uint8Array): boolean {
  const text = new TextDecoder().decode(content).trimStart()
  return (
    text.startsWith('<') &&
    text.includes('http://www.w3.org/2000/09/xmldsig#') &&
    /<([\w.-]+:)?Signature[\s>]/.test(text)
  )
}

/** What a file really is, whatever it is called; null for anything that the CA does not read. */
export function formatOf(content: Uint8Array): FileFormat | null {
  if (Buffer.from(content.subarray(0, PDF_HEAD_BYTES)).includes('%PDF-')) return 'pdf'
  if (startsWith(content, [0xff, 0xd8, 0xff])) return 'jpeg'
  if (startsWith(content, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'png'
  return isXades(content) ? 'xades' : null
}

/** The CA's limit (its error 2082). */
const NAME_LIMIT = 255

/**
 * A name that the CA takes (its errors 2081 and 2082), as near as can be to the one it came under: without a path,
 * forbidden characters replaced, what is too long shortened before its ending.
 */
export function cleanFileName(name: string): string {
  const bare = name.normalize('NFC').split(/[/\\]/).at(-1) ?? ''
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it replaces
  const clean = bare.replace(/[:*?"<>|\u0000-\u001f\u007f]/g, '_').trim()
  const ending = endingOf(clean)
  const stem = ending === '' ? clean : clean.slice(0, -ending.length - 1)
  const limit = NAME_LIMIT - (ending === '' ? 0 : ending.length + 1)
  const short = [...(stem === '' ? 'document' : stem)].slice(0, limit).join('').slice(0, limit).toWellFormed()
  return ending === '' ? short : `${short}.${ending}`
}

/** What follows the last dot, as it is written; empty where nothing does. */
function endingOf(name: string): string {
  return /\.([^.\s]{1,20})$/.exec(name)?.[1] ?? ''
}

function fileProblem({ name, content }: UploadedFile): Omit<FieldProblem, 'path'> | null {
  const allowed = DOCUMENT_ENDINGS.join(', ')
  const ending = endingOf(cleanFileName(name)).toLowerCase()
  const known = DOCUMENT_ENDINGS.find((each) => each === ending)
  const params = { name: cleanFileName(name), ending, allowed }
  if (known === undefined) return { code: 'file-ending-not-allowed', params }
  if (content.byteLength === 0) return { code: 'file-empty', params }
  const format = formatOf(content)
  if (format === null) return { code: 'file-type-unknown', params }
  if (format !== FORMAT_OF[known]) return { code: 'file-type-differs', params: { ...params, format } }
  return null
}

function filesProblems(files: readonly UploadedFile[]): FieldProblem[] {
  if (files.length === 0) return [{ path: '/files', code: 'required' }]
  if (files.length > DOCUMENT_FILES_LIMIT) {
    return [{ path: '/files', code: 'too-many', params: { max: DOCUMENT_FILES_LIMIT } }]
  }
  return files.flatMap((file, index) => {
    const twin = files.findIndex(({ sha256 }) => sha256 === file.sha256)
    const problem =
      fileProblem(file) ??
      (twin < index ? { code: 'file-chosen-twice', params: { name: files[twin]?.name ?? '' } } : null)
    return problem === null ? [] : [{ path: `/files/${index}`, ...problem }]
  })
}

/**
 * Judges what was handed in by our own rules: type, description, and each file by its name and by its content.
 * @throws {CertloomError} `invalid-input` with every problem
 */
export function judgeDocument({ fields, files }: Upload): GoodDocument {
  const read = documentFields.safeParse(fields)
  const problems = [...(read.success ? [] : problemsOf(read.error, fields)), ...filesProblems(files)]
  if (!read.success || problems.length > 0) throw new CertloomError('invalid-input', { problems })
  const { type, description = '' } = read.data
  return { type, description, files: files.map((file) => ({ ...file, name: cleanFileName(file.name) })) }
}
