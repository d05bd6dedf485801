const TOLD_MS = 2_000

function textToCopy(button: HTMLElement): string {
  const { copy, copyFrom } = button.dataset
  return copy ?? (copyFrom === undefined ? '' : (document.getElementById(copyFrom)?.textContent ?? ''))
}

async function copy(button: HTMLElement): Promise<void> {
  await navigator.clipboard.writeText(textToCopy(button))
  const label = button.textContent
  button.textContent = button.dataset.copied ?? label
  setTimeout(() => {
    button.textContent = label
  }, TOLD_MS)
}

/** Copy buttons are hidden until there is something that can copy: browsers allow it on secure origins only. */
export function showCopyButtons(within: ParentNode): void {
  if (!window.isSecureContext) return
  for (const button of within.querySelectorAll<HTMLElement>('[data-copy], [data-copy-from]')) {
    button.hidden = false
    button.addEventListener('click', () => void copy(button))
  }
}
