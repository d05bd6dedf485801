import { createHash } from 'node:crypto'
import type { Request, Response } from 'express'
import multer, { MulterError } from 'multer'
import { DOCUMENT_FILE_LIMIT_BYTES, DOCUMENT_FILES_LIMIT } from '../../domain/document.ts'
import { CertloomError } from '../../domain/errors.ts'

/** A file as it came: nothing about it has been judged but its size. */
export interface UploadedFile {
  name: string
  content: Uint8Array
  /** Lower-case hex, of the content. */
  sha256: string
}

/** A body of `multipart/form-data`. */
export interface Upload {
  fields: unknown
  files: readonly UploadedFile[]
}

const MEGABYTE = 1024 * 1024
/** All files of one upload together. What the CA takes at once is not known (its error 2080). */
const UPLOAD_LIMIT_BYTES = 40 * MEGABYTE
/** What surrounds the files: boundaries, names, the other fields. */
const FRAME_BYTES = MEGABYTE

const FIELD_LIMIT_BYTES = 16_384
const FILES_FIELD = /^files(\[\d*\])?$/

function megabytes(bytes: number): string {
  return `${Math.round(bytes / MEGABYTE)} MB`
}

function tooLarge(): CertloomError {
  return new CertloomError('too-large', { details: { limit: megabytes(UPLOAD_LIMIT_BYTES) } })
}

function fileTooLarge(index: number, name: string): CertloomError {
  const limit = megabytes(DOCUMENT_FILE_LIMIT_BYTES)
  const problems = [{ path: `/files/${index}`, code: 'file-too-large', params: { name, limit } }]
  return new CertloomError('too-large', { details: { limit }, problems })
}

function badInput(path: string, code: string, params?: Record<string, string | number>): CertloomError {
  return new CertloomError('invalid-input', { problems: [{ path, code, ...(params ? { params } : {}) }] })
}

/** `begun`: the files that had begun when it stopped, by name; the last of them is at fault. */
function problemOf(error: unknown, begun: readonly string[]): CertloomError {
  if (!(error instanceof MulterError)) return badInput('', 'multipart-unreadable')
  switch (error.code) {
    case 'LIMIT_FILE_SIZE':
      return fileTooLarge(Math.max(0, begun.length - 1), begun.at(-1) ?? '')
    case 'LIMIT_FILE_COUNT':
      return badInput('/files', 'too-many', { max: DOCUMENT_FILES_LIMIT })
    case 'LIMIT_UNEXPECTED_FILE':
      return badInput(`/${error.field ?? ''}`, 'unknown-field', { field: error.field ?? '' })
    case 'LIMIT_FIELD_VALUE':
      return badInput(`/${error.field ?? ''}`, 'too-long', { max: FIELD_LIMIT_BYTES })
    default:
      return badInput('', 'multipart-unreadable')
  }
}

/** Files stay in memory, which the limits bound, until PostgreSQL has them. */
function receiver(onFile: (name: string) => void) {
  return multer({
    storage: multer.memoryStorage(),
    // RFC 7578, 5.1.3: browsers and curl send names in UTF-8.
    defParamCharset: 'utf8',
    limits: {
      fileSize: DOCUMENT_FILE_LIMIT_BYTES,
      files: DOCUMENT_FILES_LIMIT,
      fields: 20,
      fieldSize: FIELD_LIMIT_BYTES,
    },
    fileFilter: (_request, file, done) => {
      onFile(file.originalname)
      if (FILES_FIELD.test(file.fieldname)) done(null, true)
      else done(new MulterError('LIMIT_UNEXPECTED_FILE', file.fieldname))
    },
  }).any()
}

function uploadedFile({ originalname, buffer }: Express.Multer.File): UploadedFile {
  return { name: originalname, content: buffer, sha256: createHash('sha256').update(buffer).digest('hex') }
}

export function isMultipart(request: Request): boolean {
  return Boolean(request.is('multipart/form-data'))
}

/**
 * The parser puts this mark in the place of octets that are no UTF-8. Somebody might send it as it is; nobody means to.
 */
const UNREADABLE = '\ufffd'

function refuseUnlessUtf8({ body, files }: Request): void {
  const names = Array.isArray(files) ? files.map(({ originalname }) => originalname) : []
  const texts = [...Object.entries({ ...body }).flat(2), ...names]
  if (texts.some((text) => String(text).includes(UNREADABLE))) throw new CertloomError('not-utf8')
}

/**
 * Reads a body of `multipart/form-data`: text fields, and the files of the field `files[]`. What is too large is
 * refused as soon as that is known. The fields before a problem are left in `request.body`.
 * @throws {CertloomError} `too-large`, `invalid-input`, `not-utf8`
 */
export async function readMultipart(request: Request, response: Response): Promise<Upload> {
  if (Number(request.get('content-length') ?? 0) > UPLOAD_LIMIT_BYTES + FRAME_BYTES) throw tooLarge()
  const begun: string[] = []
  const receive = receiver((name) => {
    begun.push(name)
  })
  await new Promise<void>((resolve, reject) => {
    receive(request, response, (error?: unknown) => {
      if (error === undefined) resolve()
      else reject(problemOf(error, begun))
    })
  })
  refuseUnlessUtf8(request)
  const files = Array.isArray(request.files) ? request.files.map(uploadedFile) : []
  const size = files.reduce((sum, { content }) => sum + content.byteLength, 0)
  if (size > UPLOAD_LIMIT_BYTES) throw tooLarge()
  return { fields: { ...request.body }, files }
}
