import type { ChangeDetails } from '../../store/queries/admin-changes.ts'

type Fields = Readonly<Record<string, unknown>>

function isGroup(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Fields of fields by their paths: `renewal.daysBefore`. */
function flat(fields: Fields, prefix = ''): [string, unknown][] {
  return Object.entries(fields).flatMap(([name, value]) =>
    isGroup(value) ? flat(value, `${prefix}${name}.`) : [[`${prefix}${name}`, value] as [string, unknown]],
  )
}

/** What is not as it was before, field by field. */
export function changedFields(before: object, after: object): ChangeDetails {
  const was = new Map(flat({ ...before }))
  const changed = flat({ ...after }).filter(
    ([name, to]) => JSON.stringify(was.get(name)) !== JSON.stringify(to),
  )
  return Object.fromEntries(changed.map(([name, to]) => [name, { from: was.get(name), to }]))
}
