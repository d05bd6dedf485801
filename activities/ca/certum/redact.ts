const NAMED = new Map([
  ['&', 'amp'],
  ['<', 'lt'],
  ['>', 'gt'],
  ['"', 'quot'],
  ["'", 'apos'],
])
const HIDDEN = '[hidden]'
const PASSWORD_ELEMENT = /(<(?:[\w.-]+:)?password\b[^>]*>)[\s\S]*?(<\/(?:[\w.-]+:)?password\s*>|$)/gi

/**
 * Returns a function that takes the password out of a text: the element of that name, and the password itself
 * wherever it stands, in any way XML allows to write it (a fault may repeat what was sent). Of documents their length is
 * left.
 */
export function passwordRedactor(password: string): (text: string) => string {
  const everywhere = password === '' ? null : new RegExp([...password].map(anySpelling).join(''), 'gu')
  return (text) => {
    const withoutElement = withoutContents(text).replace(PASSWORD_ELEMENT, `$1${HIDDEN}$2`)
    return everywhere === null ? withoutElement : withoutElement.replace(everywhere, HIDDEN)
  }
}

const CONTENT = '<content>'

/** Contents of documents are large, personal, and of no use to anybody who reads a log: only their length is left. */
function withoutContents(text: string): string {
  const [before = '', ...parts] = text.split(CONTENT)
  const told = parts.map((part) => {
    const length = part.indexOf('<')
    return length < 0 ? part : `${CONTENT}[${length} characters]${part.slice(length)}`
  })
  return [before, ...told].join('')
}

function anySpelling(character: string): string {
  const point = character.codePointAt(0) ?? 0
  const named = NAMED.get(character)
  const references = [`&#0*${point};`, `&#[xX]0*${hexAnyCase(point)};`]
  if (named !== undefined) references.push(`&${named};`)
  // The bare character comes last: an ampersand also begins every reference to one.
  return `(?:${references.join('|')}|\\u{${point.toString(16)}})`
}

function hexAnyCase(point: number): string {
  return point.toString(16).replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`)
}
