import { fileBaseName } from '../../pki/file-name.ts'
import { isKeyType, type KeyType } from '../../pki/key-types.ts'
import { SUBJECT_FIELDS, type SubjectFields } from '../../pki/subject.ts'
import { type KeyAndCsr, makeKeyAndCsr } from './csr-maker.ts'
import { offerFile, part, showOnly } from './page-part.ts'
import { type TypedHost, typedHost } from './typed-host.ts'
import { UnsavedKey } from './unsaved-key.ts'

/** What can be in the way of a key; each has its words on the page. */
type Problem = 'no-name' | 'bad-name' | 'failed' | 'not-saved'

/** Makes a key and a CSR on the page: the CSR goes into its field, the key into a file, and nothing to anybody else. */
class KeyTool {
  readonly #root: HTMLDetailsElement
  readonly #field: HTMLTextAreaElement
  readonly #form: HTMLFormElement
  readonly #unsaved: UnsavedKey

  constructor(root: HTMLDetailsElement, field: HTMLTextAreaElement, form: HTMLFormElement) {
    this.#root = root
    this.#field = field
    this.#form = form
    this.#unsaved = new UnsavedKey(field)
    this.#button.addEventListener('click', () => void this.#make())
    this.#link.addEventListener('click', () => this.#save())
    form.addEventListener('submit', (event) => this.#holdBack(event))
    root.hidden = false
  }

  get #button(): HTMLButtonElement {
    return part(this.#root, 'key-make')
  }

  get #link(): HTMLAnchorElement {
    return part(this.#root, 'key-save')
  }

  get #type(): KeyType {
    const chosen = part<HTMLSelectElement>(this.#root, 'key-type').value
    return isKeyType(chosen) ? chosen : 'rsa-2048'
  }

  /** The fields that go into a certificate, as they are typed in the form, or the name that is certain already. */
  get #subject(): SubjectFields {
    const { name, keyTool } = this.#root.dataset
    if (name !== undefined) return keyTool === 'mailbox' ? { email: name } : { commonName: name }
    const typed = SUBJECT_FIELDS.map((field) => {
      const input = this.#form.elements.namedItem(`subject.${field}`)
      const isInput = input instanceof HTMLInputElement || input instanceof HTMLSelectElement
      return [field, isInput ? input.value.trim() : ''] as const
    })
    return Object.fromEntries(typed.filter(([, value]) => value !== ''))
  }

  async #make(): Promise<void> {
    const isHost = this.#root.dataset.keyTool !== 'mailbox'
    const subject = this.#subject
    if ((isHost ? subject.commonName : subject.email) === undefined) return this.#say('no-name')
    const host = isHost ? typedHost(subject.commonName ?? '') : null
    if (isHost && host === null) return this.#say('bad-name')
    this.#busy(true)
    try {
      this.#offer(await makeKeyAndCsr(this.#type, subject, host), host?.shown ?? subject.email ?? '')
      this.#tellName(host)
    } catch {
      this.#say('failed')
    } finally {
      this.#busy(false)
    }
  }

  /** The field shows what the CSR says, and why it is another text than was typed. */
  #tellName(host: TypedHost | null): void {
    const input = this.#form.elements.namedItem('subject.commonName')
    if (!host?.wasAddress) return
    if (input instanceof HTMLInputElement) input.value = host.shown
    const said = (this.#root.dataset.named ?? '').replace('{name}', host.shown)
    part(this.#root, 'key-status').textContent += ` ${said}`
  }

  #busy(isBusy: boolean): void {
    this.#button.disabled = isBusy
    if (!isBusy) return
    this.#say(null)
    part(this.#root, 'key-status').textContent = this.#root.dataset.making ?? ''
  }

  #offer({ keyPem, csrPem }: KeyAndCsr, name: string): void {
    offerFile(this.#link, `${fileBaseName(name)}.key`, keyPem)
    this.#field.value = csrPem
    this.#unsaved.made(csrPem)
    part(this.#root, 'key-made').hidden = false
    part(this.#root, 'key-status').textContent = this.#root.dataset.made ?? ''
    this.#link.focus()
  }

  #save(): void {
    this.#unsaved.saved()
    this.#say(null)
    part(this.#root, 'key-status').textContent = this.#root.dataset.saved ?? ''
  }

  /** A form with the CSR of a key that would be lost is not sent. */
  #holdBack(event: SubmitEvent): void {
    if (!this.#unsaved.isAtRisk) return
    event.preventDefault()
    this.#root.open = true
    this.#say('not-saved')
    this.#link.focus()
  }

  #say(problem: Problem | null): void {
    if (problem !== null) part(this.#root, 'key-status').textContent = ''
    showOnly(this.#root, 'key-problem', problem)
  }
}

/** Offers to make a key where the page has a place for it and the browser can: on secure origins only. */
export function offerKeyTool(): void {
  const root = document.querySelector<HTMLDetailsElement>('[data-key-tool]')
  const field = document.querySelector<HTMLTextAreaElement>('textarea[name="csr"]')
  if (root === null || field?.form == null || globalThis.crypto?.subtle === undefined) return
  new KeyTool(root, field, field.form)
}
