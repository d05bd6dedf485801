/** XML 1.0 has no way to write these, not even as character references. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these very characters are looked for
const NOT_IN_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/

/** Whether XML can carry the text at all. */
export function isXmlText(text: string): boolean {
  return text.isWellFormed() && !NOT_IN_XML.test(text)
}

/** Escapes a text for the inside of an element or an attribute. */
export function xmlText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;')
    .replaceAll('\r', '&#xD;')
}
