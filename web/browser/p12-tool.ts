import { fileBaseName } from '../../pki/file-name.ts'
import { findPemBlocks } from '../../pki/pem-blocks.ts'
import type { P12Problem } from '../p12-problems.ts'
import { certificateKey, makeP12 } from './p12-maker.ts'
import { offerFile, part, showOnly } from './page-part.ts'
import { KeyFileError, readPrivateKey } from './private-key.ts'

/** No key file is near this; what somebody chose by mistake is not read at all. */
const MOST_FILE_BYTES = 100_000

/** Letters that every system turns into the same bytes; some would not open the file with others. */
const PASSWORD = /^[\x20-\x7e]{8,}$/

function isSame(a: ArrayBuffer, b: ArrayBuffer): boolean {
  const [left, right] = [new Uint8Array(a), new Uint8Array(b)]
  return left.length === right.length && left.every((byte, index) => byte === right[index])
}

function certificateBytes(pem: string): ArrayBuffer {
  const [block] = findPemBlocks(pem)
  const digits = atob((block?.body ?? '').replace(/\s/g, ''))
  return Uint8Array.from(digits, (character) => character.charCodeAt(0)).buffer
}

/** Packs one certificate of the page with the client's own key, which is read here and sent nowhere. */
class P12Tool {
  readonly #root: HTMLElement

  constructor(root: HTMLElement) {
    this.#root = root
    this.#button.addEventListener('click', () => void this.#make())
    part<HTMLInputElement>(root, 'p12-show').addEventListener('change', () => this.#showPassword())
    root.hidden = false
  }

  get #button(): HTMLButtonElement {
    return part(this.#root, 'p12-make')
  }

  get #password(): HTMLInputElement {
    return part(this.#root, 'p12-password')
  }

  /** The certificate and what stands between it and the root, as the page shows them. */
  get #certificates(): ArrayBuffer[] {
    const page = this.#root.closest('[data-serial]') ?? document
    const shown = page.querySelectorAll<HTMLElement>('[data-p12-certificate]')
    return [...shown].map(({ textContent }) => certificateBytes(textContent ?? ''))
  }

  get #link(): HTMLAnchorElement {
    return part(this.#root, 'p12-save')
  }

  get #name(): string {
    return this.#root.dataset.p12Tool ?? ''
  }

  #showPassword(): void {
    this.#password.type = part<HTMLInputElement>(this.#root, 'p12-show').checked ? 'text' : 'password'
  }

  async #make(): Promise<void> {
    const [file] = part<HTMLInputElement>(this.#root, 'p12-key').files ?? []
    if (file === undefined) return this.#say('no-file')
    if (file.size > MOST_FILE_BYTES) return this.#say('not-a-key')
    if (!PASSWORD.test(this.#password.value)) return this.#say('password')
    this.#busy(true)
    try {
      this.#offer(await this.#pack(await file.text()))
    } catch (error) {
      this.#say(error instanceof KeyFileError ? error.problem : 'failed')
    } finally {
      this.#busy(false)
    }
  }

  async #pack(keyText: string): Promise<ArrayBuffer | null> {
    const { pkcs8, spki } = await readPrivateKey(keyText)
    const certificates = this.#certificates
    const [leaf] = certificates
    if (leaf === undefined || !isSame(spki, certificateKey(leaf))) return null
    return makeP12({ pkcs8, certificates, name: this.#name, password: this.#password.value })
  }

  /** Null: the key is another certificate's. */
  #offer(file: ArrayBuffer | null): void {
    if (file === null) return this.#say('other-key')
    offerFile(this.#link, `${fileBaseName(this.#name)}.p12`, file)
    this.#password.value = ''
    part(this.#root, 'p12-made').hidden = false
    this.#tell(this.#root.dataset.made)
    this.#link.focus()
  }

  #busy(isBusy: boolean): void {
    this.#button.disabled = isBusy
    if (!isBusy) return
    this.#say(null)
    part(this.#root, 'p12-made').hidden = true
    this.#tell(this.#root.dataset.making)
  }

  #tell(text = ''): void {
    part(this.#root, 'p12-status').textContent = text
  }

  #say(problem: P12Problem | null): void {
    this.#tell()
    showOnly(this.#root, 'p12-problem', problem)
  }
}

/** Offers to pack each certificate of the page where the browser can: on secure origins only. */
export function offerP12Tools(): void {
  if (globalThis.crypto?.subtle === undefined) return
  for (const root of document.querySelectorAll<HTMLElement>('[data-p12-tool]')) new P12Tool(root)
}
