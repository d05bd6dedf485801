import type { z } from 'zod'
import type { FieldProblem } from '../../domain/errors.ts'
import { problemsOf } from '../schemas/problems-of.ts'

/** The fields of a body that are as they should be, and what is wrong with the others. */
export interface FieldsRead<Body> {
  fields: Partial<Body>
  problems: FieldProblem[]
}

/**
 * Reads a body field by field, so that one bad field does not hide what is wrong with the others and the rules can
 * still judge the good ones.
 */
export function readFields<Shape extends z.core.$ZodShape>(
  schema: z.ZodObject<Shape>,
  body: unknown,
): FieldsRead<z.output<z.ZodObject<Shape>>> {
  const whole = schema.safeParse(body)
  if (whole.success) return { fields: whole.data, problems: [] }
  const problems = problemsOf(whole.error, body)
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return { fields: {}, problems }
  const isBad = (field: string): boolean =>
    problems.some(({ path }) => path === `/${field}` || path.startsWith(`/${field}/`))
  const good = Object.keys(schema.shape).filter((field) => !isBad(field))
  const mask = Object.fromEntries(good.map((field) => [field, true]))
  const kept = Object.fromEntries(Object.entries(body).filter(([field]) => good.includes(field)))
  const read = schema.pick(mask as never).safeParse(kept)
  return { fields: read.success ? (read.data as Partial<z.output<z.ZodObject<Shape>>>) : {}, problems }
}
