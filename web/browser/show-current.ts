/** On a phone the places of a page are one line: the one where somebody is comes to its middle. */
export function showCurrent(): void {
  for (const place of document.querySelectorAll<HTMLElement>('nav [aria-current="page"]')) {
    const line = place.parentElement
    if (line === null) continue
    line.scrollLeft = place.offsetLeft - line.offsetLeft - (line.clientWidth - place.clientWidth) / 2
  }
}
