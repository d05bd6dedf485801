function show(input: HTMLInputElement): void {
  const count = document.getElementById(input.dataset.count ?? '')
  const max = Number(input.dataset.max)
  if (count === null) return
  count.textContent = `${input.value.length}/${max}`
  count.classList.toggle('count-over', input.value.length > max)
}

/** Counts a name's characters while it is typed. */
export function countNames(): void {
  for (const input of document.querySelectorAll<HTMLInputElement>('input[data-count]')) {
    show(input)
    input.addEventListener('input', () => show(input))
  }
}
