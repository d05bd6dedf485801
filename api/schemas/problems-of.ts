import type { z } from 'zod'
import { CertloomError, type FieldProblem } from '../../domain/errors.ts'

/** A JSON pointer (RFC 6901). */
export function pointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

type Issue = z.core.$ZodIssue

/** Checks in `schemas/` carry one of our codes where zod has its English message. */
const OUR_CODE = /^[a-z]+(-[a-z]+)*$/

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, part) => (typeof value === 'object' && value !== null ? Reflect.get(value, part) : undefined),
    input,
  )
}

function typeProblem(issue: Issue & { code: 'invalid_type' }, input: unknown): Omit<FieldProblem, 'path'> {
  const value = valueAt(input, issue.path)
  return value === undefined || value === null
    ? { code: 'required' }
    : { code: 'wrong-type', params: { expected: issue.expected } }
}

const SIZE_CODES: Record<string, { big: string; small: string }> = {
  string: { big: 'too-long', small: 'too-short' },
  array: { big: 'too-many', small: 'too-few' },
}
const NUMBER_CODES = { big: 'too-big', small: 'too-small' }

function problemOf(issue: Issue, input: unknown): Omit<FieldProblem, 'path'> {
  switch (issue.code) {
    case 'invalid_type':
      return typeProblem(issue, input)
    case 'too_big': {
      const codes = SIZE_CODES[issue.origin] ?? NUMBER_CODES
      return { code: codes.big, params: { max: Number(issue.maximum) } }
    }
    case 'too_small': {
      const codes = SIZE_CODES[issue.origin] ?? NUMBER_CODES
      return { code: codes.small, params: { min: Number(issue.minimum) } }
    }
    case 'invalid_value': {
      if (valueAt(input, issue.path) === undefined) return { code: 'required' }
      return { code: 'not-allowed', params: { allowed: issue.values.map(String).join(', ') } }
    }
    default:
      return { code: 'bad-format' }
  }
}

const MOST_SHOWN_CHARACTERS = 100

function problemsOfIssue(issue: Issue, input: unknown): FieldProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((field) => ({
      path: pointer([...issue.path, field]),
      code: 'unknown-field',
      // A name of no letters would leave a hole in the sentence.
      params: { field: field.trim() === '' ? JSON.stringify(field) : field.slice(0, MOST_SHOWN_CHARACTERS) },
    }))
  }
  const found = problemOf(issue, input)
  const code = OUR_CODE.test(issue.message) ? issue.message : found.code
  return [{ path: pointer(issue.path), ...found, code }]
}

/** Nobody mends more than this at once. */
const MOST_PROBLEMS = 200

/** What zod found, as problems at JSON pointers. Of one field only the first problem is told. */
export function problemsOf(error: z.ZodError, input: unknown): FieldProblem[] {
  const problems = error.issues.flatMap((issue) => problemsOfIssue(issue, input))
  const first = new Map(problems.toReversed().map((problem) => [problem.path, problem]))
  return [...first.values()].toReversed().slice(0, MOST_PROBLEMS)
}

/**
 * Reads input by its schema.
 * @throws {CertloomError} `invalid-input` with every problem
 */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  throw new CertloomError('invalid-input', { problems: problemsOf(parsed.error, input) })
}
