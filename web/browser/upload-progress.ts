/** The page that answers stands in the place of this one, as if the browser had gone there by itself. */
function showAnswer({ responseURL, responseText }: XMLHttpRequest): void {
  history.replaceState(null, '', responseURL)
  document.open()
  document.write(responseText)
  document.close()
}

function send(form: HTMLFormElement, bar: HTMLProgressElement): void {
  const request = new XMLHttpRequest()
  request.open('POST', form.action)
  request.setRequestHeader('accept', 'text/html')
  request.upload.addEventListener('progress', ({ loaded, total }) => {
    bar.hidden = false
    bar.max = total
    bar.value = loaded
  })
  request.addEventListener('load', () => showAnswer(request))
  // What came of it is not known: the browser's own way shows the same form's answer, and the command stays one.
  request.addEventListener('error', () => form.submit())
  request.send(new FormData(form))
}

/** Shows how far files are on their way. Without scripts the browser sends them as it always does. */
export function showUploads(): void {
  const form = document.querySelector<HTMLFormElement>('form[data-upload]')
  const bar = form?.querySelector<HTMLProgressElement>('progress')
  if (!form || !bar) return
  form.addEventListener('submit', (event) => {
    if (event.defaultPrevented) return
    event.preventDefault()
    if ('sending' in form.dataset) return
    form.dataset.sending = ''
    send(form, bar)
  })
}
