import type { Request, RequestHandler } from 'express'
import { isMultipart, readMultipart, type UploadedFile } from '../api/services/services.ts'
import { CertloomError } from '../domain/errors.ts'

interface Received {
  files: readonly UploadedFile[]
  /** Why the rest of the form was not read. */
  problem: CertloomError | null
}

const received = new WeakMap<Request, Received>()

/** The pages that take files; whatever else comes as a form with files is not read. */
const TAKES_FILES = /^\/(admin\/)?orders\/[^/]+\/documents$/

function hasToken(request: Request): boolean {
  const body: unknown = request.body
  return typeof body === 'object' && body !== null && '_csrf' in body
}

/**
 * Reads forms with files of people who are signed in, so that the token in them is there to be checked. A form that is
 * too large for more is told of on its own page, as long as its token was reached.
 */
export const uploads: RequestHandler = async (request, response, next) => {
  const isAwaited = request.method === 'POST' && TAKES_FILES.test(request.path) && isMultipart(request)
  if (!isAwaited || request.session.person === undefined) return next()
  try {
    const { files } = await readMultipart(request, response)
    received.set(request, { files, problem: null })
  } catch (error) {
    if (!(error instanceof CertloomError) || !hasToken(request)) return next(error)
    received.set(request, { files: [], problem: error })
  }
  next()
}

/**
 * The files of a posted form.
 * @throws {CertloomError} why they were not read to the end
 */
export function uploadedFiles(request: Request): readonly UploadedFile[] {
  const found = received.get(request)
  if (found !== undefined && found.problem !== null) throw found.problem
  return found?.files ?? []
}
