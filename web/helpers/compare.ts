/** `{{#if (eq a b)}}` */
export function eq(left: unknown, right: unknown): boolean {
  return left === right
}

/** `{{#if (or first second)}}` */
export function or(first: unknown, second: unknown): boolean {
  return Boolean(first) || Boolean(second)
}

/** `{{#if (and first second)}}` */
export function and(first: unknown, second: unknown): boolean {
  return Boolean(first) && Boolean(second)
}

/** `{{orDash value}}`: a text, or a dash where there is none. */
export function orDash(value: string | number | null | undefined): string | number {
  return value === null || value === undefined || value === '' ? '–' : value
}

/** `{{join "state." order.state}}`: one key of two parts. */
export function join(head: string, tail: string | number): string {
  return `${head}${tail}`
}
