/** What a form holds, by field name; a name ending in `[]` holds a list. */
export type FormValues = Readonly<Record<string, string | readonly string[]>>

/** A JSON object under construction. */
type Leaf = string | number | boolean | null | readonly string[]
type Tree = { [key: string]: Leaf | Tree }

/** The fields of a posted form that are among `names`; what else was sent is dropped. */
export function postedValues(body: unknown, names: readonly string[]): FormValues {
  const posted = new Map(Object.entries(typeof body === 'object' && body !== null ? body : {}))
  return Object.fromEntries(names.map((name) => [name, postedValue(name, posted.get(name))]))
}

function postedValue(name: string, value: unknown): string | string[] {
  const texts = [value].flat().filter((item) => typeof item === 'string')
  return name.endsWith('[]') ? texts : (texts.at(-1) ?? '')
}

export function textOf(values: FormValues, name: string): string {
  const value = values[name]
  return typeof value === 'string' ? value : ''
}

export function listOf(values: FormValues, name: string): readonly string[] {
  const value = values[name]
  return typeof value === 'string' || value === undefined ? [] : value
}

/**
 * The JSON body that the fields' names spell: `subject.commonName` becomes a field in an object, `names[]` a list.
 * Empty fields are left out; `booleans` names the fields that are check boxes, `numbers` those that hold numbers, and
 * `verbatim` those to whose text blanks at its ends belong. What is no number goes on as it was typed, for whoever reads
 * the body to refuse.
 */
export function bodyOf(
  values: FormValues,
  booleans: readonly string[] = [],
  { numbers = [], verbatim = [] }: { numbers?: readonly string[]; verbatim?: readonly string[] } = {},
): Record<string, unknown> {
  const body: Tree = {}
  for (const [name, value] of Object.entries(values)) {
    const kept = verbatim.includes(name) && value !== '' ? value : keptValue(value)
    if (booleans.includes(name)) put(body, name, kept !== null)
    else if (kept !== null)
      put(body, name.replace(/\[\]$/, ''), numbers.includes(name) ? numberIn(kept) : kept)
  }
  return body
}

const NUMBER = /^-?\d{1,12}([.,]\d{1,6})?$/

function numberIn(value: string | readonly string[]): Leaf {
  return typeof value === 'string' && NUMBER.test(value) ? Number(value.replace(',', '.')) : value
}

/** The body with null at these paths where nothing was typed: what was emptied is taken away. */
export function withNulls(body: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  const whole = body as Tree
  for (const name of names) if (at(whole, name.split('.')) === undefined) put(whole, name, null)
  return whole
}

function at(tree: Tree, [head = '', ...rest]: string[]): Leaf | Tree | undefined {
  const child = tree[head]
  return rest.length === 0 || !isTree(child) ? child : at(child, rest)
}

/** The fields that hold something else than they did. */
export function changedValues(values: FormValues, before: FormValues): FormValues {
  const isSame = (name: string): boolean => String(values[name] ?? '') === String(before[name] ?? '')
  return Object.fromEntries(Object.entries(values).filter(([name]) => !isSame(name)))
}

function keptValue(value: string | readonly string[]): string | readonly string[] | null {
  if (typeof value === 'string') return value.trim() === '' ? null : value.trim()
  const items = value.map((item) => item.trim()).filter((item) => item !== '')
  return items.length === 0 ? null : items
}

function put(body: Tree, name: string, value: Leaf): void {
  const [head = '', ...rest] = name.split('.')
  if (rest.length === 0) {
    body[head] = value
    return
  }
  const child = body[head]
  const branch: Tree = isTree(child) ? child : {}
  body[head] = branch
  put(branch, rest.join('.'), value)
}

function isTree(value: Tree[string] | undefined): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The other way round: the fields of a JSON body, by their names in a form. */
export function valuesOf(body: Readonly<Record<string, unknown>>, prefix = ''): FormValues {
  return Object.assign({}, ...Object.entries(body).map(([key, value]) => fieldOf(`${prefix}${key}`, value)))
}

function fieldOf(name: string, value: unknown): FormValues {
  if (Array.isArray(value)) return { [`${name}[]`]: value.map(String) }
  if (typeof value === 'object' && value !== null) return valuesOf({ ...value }, `${name}.`)
  if (value === true) return { [name]: 'true' }
  return value === null || value === undefined || value === false ? {} : { [name]: String(value) }
}
