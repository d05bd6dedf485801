const KIB = 1024

/** As people read sizes: whole kilobytes below a megabyte, tenths of megabytes above. */
function sizeOf({ size }: File): string {
  const kilobytes = Math.max(1, Math.round(size / KIB))
  return kilobytes < KIB ? `${kilobytes} kB` : `${(size / KIB / KIB).toFixed(1)} MB`
}

function listFiles(list: HTMLElement, files: FileList | null): void {
  const items = [...(files ?? [])].map((file) => {
    const item = document.createElement('li')
    item.textContent = `${file.name} (${sizeOf(file)})`
    return item
  })
  list.replaceChildren(...items)
}

/** Files are dropped on the place where they are chosen; which ones were chosen stands below. */
export function takeDroppedFiles(): void {
  const zone = document.querySelector<HTMLElement>('[data-drop]')
  const input = zone?.querySelector<HTMLInputElement>('input[type="file"]')
  const list = zone?.querySelector<HTMLElement>('[data-chosen]')
  if (!zone || !input || !list) return
  input.addEventListener('change', () => listFiles(list, input.files))
  const mark = (isOver: boolean): void => void zone.classList.toggle('drop-over', isOver)
  zone.addEventListener('dragover', (event) => {
    event.preventDefault()
    mark(true)
  })
  zone.addEventListener('dragleave', () => mark(false))
  zone.addEventListener('drop', (event) => {
    event.preventDefault()
    mark(false)
    if (event.dataTransfer === null || event.dataTransfer.files.length === 0) return
    input.files = event.dataTransfer.files
    listFiles(list, input.files)
  })
}
