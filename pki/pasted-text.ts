import { withoutInvisible } from './invisible.ts'

/** Every dash and minus of Unicode; word processors make one long dash of two hyphens. */
const LONG_DASHES = /[\u2014\u2015\u2e3a\u2e3b]/g
const DASHES = /[\u2010-\u2013\u2212\ufe63\uff0d]/g

/** What HTML writes where base64 and marker lines have a character of their own. */
const ENTITIES: readonly (readonly [RegExp, string])[] = [
  [/&nbsp;|&#160;|&#x0*a0;/gi, ' '],
  [/&(?:plus|#0*43|#x0*2b);/gi, '+'],
  [/&(?:sol|#0*47|#x0*2f);/gi, '/'],
  [/&(?:equals|#0*61|#x0*3d);/gi, '='],
  [/&(?:#0*45|#x0*2d|hyphen|dash);/gi, '-'],
  [/&#(?:0*1[03]|x0*[ad]);/gi, '\n'],
  [/&gt;/gi, '>'],
]

/** JSON's and a shell's escapes: `\n` as two characters, `\/`, `\u002b`. */
const ESCAPES: readonly (readonly [RegExp, string])[] = [
  [/\\{1,2}r/g, ''],
  [/\\{1,2}n/g, '\n'],
  [/\\{1,2}t/g, ' '],
  [/\\\//g, '/'],
  [/\\u002b/gi, '+'],
  [/\\u002f/gi, '/'],
  [/\\u003d/gi, '='],
]

/** Percent-encoded as forms and addresses are; only what can stand in PEM is decoded. */
const PERCENT: Readonly<Record<string, string>> = {
  '0A': '\n',
  '0D': '',
  '20': ' ',
  '2B': '+',
  '2D': '-',
  '2F': '/',
  '3D': '=',
}

function replaceAll(text: string, pairs: readonly (readonly [RegExp, string])[]): string {
  return pairs.reduce((whole, [what, by]) => whole.replace(what, by), text)
}

/**
 * PEM as it came out of a mail, a page, a script or a word processor, made plain: invisible characters, tags, entities,
 * escapes and the marks of quoted lines are gone, dashes are hyphens, line ends are LF. Letters are not touched.
 */
export function plainPaste(text: string): string {
  const visible = withoutInvisible(text).replace(LONG_DASHES, '--').replace(DASHES, '-')
  return replaceAll(replaceAll(visible, ENTITIES), ESCAPES)
    .replace(/%(0A|0D|20|2B|2D|2F|3D)/gi, (_whole, code: string) => PERCENT[code.toUpperCase()] ?? '')
    .replace(/<\/?[a-z][^<>]{0,200}>/gi, '\n')
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replace(/^[ \t]*(?:>[ \t]?){1,10}/gm, '')
    .replace(/[\0"'`\u2018-\u201f\u00ab\u00bb]/g, '')
}
