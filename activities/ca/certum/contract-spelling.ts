/** Fields that newer contracts have and older ones lack: a server that checks strictly refuses them (error 1172). */
const NEWER_FIELDS = ['givenName', 'surname'] as const

export type Respell = (body: object) => object

/**
 * Returns what writes a body as this contract spells it: contracts differ in the case of some fields (`joiln`, `joILN`)
 * and in whether they have the newer ones. What a contract does not name at all stays as it is.
 */
export function spellingOf(contract: string): Respell {
  const names = new Set(elementNames(contract))
  const byLetters = new Map([...names].map((name) => [name.toLowerCase(), name]))
  const respell = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(respell)
    return typeof value === 'object' && value !== null ? respellBody(value) : value
  }
  const respellBody = (body: object): object =>
    Object.fromEntries(
      Object.entries(body).flatMap(([name, value]): [string, unknown][] => {
        if (names.has(name)) return [[name, respell(value)]]
        const known = byLetters.get(name.toLowerCase())
        if (known === undefined && NEWER_FIELDS.some((newer) => newer === name)) return []
        return [[known ?? name, respell(value)]]
      }),
    )
  return respellBody
}

function elementNames(contract: string): string[] {
  return [...contract.matchAll(/<(?:[\w.-]+:)?element\b[^>]*?\sname\s*=\s*["']([\w.-]+)["']/g)].map(
    ([, name = '']) => name,
  )
}
