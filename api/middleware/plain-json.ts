import { CertloomError, type FieldProblem } from '../../domain/errors.ts'
import { pointer } from '../schemas/problems-of.ts'

/** No body of the API is half as deep. */
const MOST_LEVELS = 32

interface Place {
  value: unknown
  path: readonly string[]
}

function problemAt({ value, path }: Place): FieldProblem[] {
  if (path.length > MOST_LEVELS) return [{ path: '', code: 'bad-format' }]
  const isBroken = [value, path.at(-1)].some((text) => typeof text === 'string' && !text.isWellFormed())
  return isBroken ? [{ path: pointer(path).toWellFormed(), code: 'bad-characters' }] : []
}

/**
 * Refuses JSON that nothing behind can hold: half a surrogate pair in any text or name, which is no character, and
 * bodies nested without end. Goes level by level, so that no depth exhausts the stack.
 * @throws {CertloomError} `invalid-input` at the first such place
 */
export function refuseUnholdable(body: unknown): void {
  let level: Place[] = [{ value: body, path: [] }]
  while (level.length > 0) {
    const problem = level.flatMap(problemAt)[0]
    if (problem !== undefined) throw new CertloomError('invalid-input', { problems: [problem] })
    level = level.flatMap(({ value, path }) =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).map(([name, member]) => ({ value: member, path: [...path, name] }))
        : [],
    )
  }
}
