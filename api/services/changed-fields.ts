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

function told(wasThere: boolean, from: unknown, to: unknown): ChangeDetails[string] {
  return wasThere ? { from, to } : { to }
}

/** What is not as it was before, field by field. Of what was not there, only what it is now. */
export function changedFields(before: object, after: object): ChangeDetails {
  const [was, is] = [new Map(flat({ ...before })), new Map(flat({ ...after }))]
  const changed = [...new Set([...was.keys(), ...is.keys()])].flatMap((name) => {
    const [from, to] = [was.get(name) ?? null, is.get(name) ?? null]
    // A group that comes or goes is told by its members; that it was nothing itself says nothing.
    return JSON.stringify(from) === JSON.stringify(to) ? [] : [[name, told(was.has(name), from, to)] as const]
  })
  return Object.fromEntries(changed)
}
