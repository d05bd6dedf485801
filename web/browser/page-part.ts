/**
 * The element that carries `data-<name>`.
 * @throws where the page and this script are not of one make
 */
export function part<T extends HTMLElement>(root: ParentNode, name: string): T {
  const found = root.querySelector<T>(`[data-${name}]`)
  if (found === null) throw new Error(`This page has no part ${name}`)
  return found
}

/** Shows the one of a group of texts that has this value in `data-<name>`, or none of them. */
export function showOnly(root: ParentNode, name: string, value: string | null): void {
  for (const text of root.querySelectorAll<HTMLElement>(`[data-${name}]`))
    text.hidden = text.getAttribute(`data-${name}`) !== value
}

/** Lets a link save these bytes; what it saved before is let go. */
export function offerFile(link: HTMLAnchorElement, name: string, content: BlobPart): void {
  if (link.href.startsWith('blob:')) URL.revokeObjectURL(link.href)
  link.href = URL.createObjectURL(new Blob([content], { type: 'application/octet-stream' }))
  link.download = name
}
