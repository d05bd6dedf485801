import { randomBytes } from 'node:crypto'

const PNG_MARK = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const XADES = `<?xml version="1.0" encoding="UTF-8"?>
<statement><text>We authorize Anna Nowak.</text>
<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#" Id="s1"><ds:SignedInfo/></ds:Signature></statement>`

function unlike(...parts: (Uint8Array | string)[]): Buffer {
  return Buffer.concat([
    ...parts.map((part) => Buffer.from(part)),
    Buffer.from(randomBytes(16).toString('hex')),
  ])
}

/** Files as people hand them in, each of a content that no other has. */
export const SAMPLES = {
  pdf: (bytes = 0) => unlike('%PDF-1.7\n', Buffer.alloc(bytes)),
  jpeg: () => unlike(Buffer.from([0xff, 0xd8, 0xff, 0xe0])),
  png: () => unlike(PNG_MARK),
  xades: () => unlike(XADES, '<!-- ').subarray(),
  text: () => unlike('Anna Nowak may order certificates. '),
}

/** A form of `multipart/form-data` with a document. */
export function documentForm(
  fields: Record<string, string>,
  files: readonly (readonly [name: string, content: Uint8Array])[],
): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  for (const [name, content] of files) form.append('files[]', new Blob([new Uint8Array(content)]), name)
  return form
}
