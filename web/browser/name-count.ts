type Counted = HTMLInputElement | HTMLTextAreaElement

function show(input: Counted): void {
  const count = document.getElementById(input.dataset.count ?? '')
  const max = Number(input.dataset.max)
  if (count === null) return
  count.textContent = `${input.value.length}/${max}`
  count.classList.toggle('count-over', input.value.length > max)
}

/** Counts a field's characters while it is typed. */
export function countNames(): void {
  for (const input of document.querySelectorAll<Counted>('[data-count]')) {
    show(input)
    input.addEventListener('input', () => show(input))
  }
}
