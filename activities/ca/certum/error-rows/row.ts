import type { ProblemKind } from '../../errors.ts'

/** From a number, or a first to a last number. */
export type Numbers = readonly (number | readonly [number, number])[]

/**
 * What some of the CA's numbers mean to us. The path is a JSON pointer into the REST body of the call concerned, empty
 * when no field is at fault.
 */
export type Row = readonly [
  Numbers,
  code: string,
  path: string,
  kind: ProblemKind,
  params?: Record<string, number>,
]
