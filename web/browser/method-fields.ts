/** Shows only the fields that the chosen method has a use for. */
export function showFieldsOfMethod(): void {
  const select = document.querySelector<HTMLSelectElement>(
    'select[name="verification.method"], select[name="method"]',
  )
  if (select === null) return
  const update = (): void => {
    for (const field of document.querySelectorAll<HTMLElement>('[data-shown-for]'))
      field.hidden = field.dataset.shownFor !== select.value
    for (const field of document.querySelectorAll<HTMLElement>('[data-hidden-for]'))
      field.hidden = field.dataset.hiddenFor === select.value
  }
  select.addEventListener('change', update)
  update()
}
