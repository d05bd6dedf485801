import type { z } from 'zod'
import type { Scope, TokenHolder } from '../../store/queries/tokens.ts'
import type { Caller } from '../services/deps.ts'
import type { UploadedFile } from '../services/multipart.ts'
import type { Services } from '../services/services.ts'

/** A request after the door: the caller is known, the body is JSON or a form's fields, nothing else has been judged. */
export interface ApiRequest {
  caller: Caller
  token: TokenHolder
  params: Readonly<Record<string, string>>
  query: Readonly<Record<string, unknown>>
  body: unknown
  /** Empty for all calls but those that take files. */
  files: readonly UploadedFile[]
  /** The same for every repeat of a request that carried an Idempotency-Key. */
  commandId: string | undefined
}

export interface JsonAnswer {
  status: number
  body: unknown
  headers?: Record<string, string>
}

export interface FileAnswer {
  file: { contentType: string; fileName: string; body: Buffer }
}

export type Answer = JsonAnswer | FileAnswer

/** One call of the API. Router, OpenAPI document and `Allow` headers are made from the table of these. */
export interface Route {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** Below `/api/v1`, in OpenAPI's form. */
  path: string
  id: string
  summary: string
  /** `null`: any valid token. */
  scope: Scope | null
  query?: z.ZodObject
  body?: z.ZodType
  /** A body may be left out. */
  bodyIsOptional?: true
  /** The body is `multipart/form-data`: `body` describes its fields, the files among them. */
  takesFiles?: true
  /** What each good status answers with; `file` for a download. */
  answers: Readonly<Record<number, z.ZodType | 'file'>>
  handle(services: Services, request: ApiRequest): Promise<Answer>
}

/** The value of a part of the path. */
export function pathPart(request: ApiRequest, name: string): string {
  return request.params[name] ?? ''
}

export function ok(body: unknown): JsonAnswer {
  return { status: 200, body }
}
