/** What the field of that name holds now, of however many inputs it is made. */
function heldBy(form: HTMLFormElement, name: string): string {
  const input = form.elements.namedItem(name)
  if (input instanceof HTMLInputElement && input.type === 'checkbox') return input.checked ? input.value : ''
  return input !== null && 'value' in input ? String(input.value) : ''
}

/** Shows a field only while another one has a value with which it is of use. Without scripts all of them stand there. */
export function showDependentFields(): void {
  const fields = document.querySelectorAll<HTMLElement>('[data-shown-when]')
  const update = (): void => {
    for (const field of fields) {
      const { shownWhen = '', shownFor = '' } = field.dataset
      const form = field.closest('form')
      if (form !== null) field.hidden = !shownFor.split(' ').includes(heldBy(form, shownWhen))
    }
  }
  for (const form of new Set([...fields].map((field) => field.closest('form'))))
    form?.addEventListener('change', update)
  update()
}
