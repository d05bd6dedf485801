/** A form on its way is not sent again, one that was held back may be; coming back by the back button makes it usable again. */
export function sendOnce(): void {
  document.addEventListener('submit', (event) => {
    if (event.defaultPrevented) return
    const form = event.target
    if (!(form instanceof HTMLFormElement) || !('once' in form.dataset)) return
    if ('sending' in form.dataset) event.preventDefault()
    form.dataset.sending = ''
  })
  window.addEventListener('pageshow', () => {
    for (const form of document.querySelectorAll<HTMLFormElement>('form[data-sending]'))
      delete form.dataset.sending
  })
}
