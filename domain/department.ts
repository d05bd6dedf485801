/** Who gets the tasks of a CA account (row O3): a name, and where there is one the address that their mails go to. */
export interface Department {
  name: string
  address: string | null
}

const NAMED = /^(.*?)\s*<([^<>]+)>$/
/** Enough to tell an address from a name; the mail server has the last word. */
const ADDRESS = /^[^\s@<>",;]+@[^\s@<>",;]+\.[^\s@<>",;]+$/

/** Reads `TLS desk`, `tls@example.com` or `TLS desk <tls@example.com>`. */
export function readDepartment(text: string): Department {
  const [, name = '', inBrackets] = NAMED.exec(text) ?? []
  const address = inBrackets ?? text
  if (!ADDRESS.test(address)) return { name: text, address: null }
  return { name: name === '' ? address : name.replace(/^"(.*)"$/, '$1'), address }
}

/** Whether what looks like an address is one: it would get no mail otherwise, and nobody would know. */
export function isDepartment(text: string): boolean {
  return !/[@<>]/.test(text) || readDepartment(text).address !== null
}
