/** Watches over a key that exists on this page only, until it is saved or no CSR of it is going to be sent. */
export class UnsavedKey {
  readonly #field: HTMLTextAreaElement
  #csr: string | null = null

  constructor(field: HTMLTextAreaElement) {
    this.#field = field
    window.addEventListener('beforeunload', (event) => {
      if (this.isAtRisk) event.preventDefault()
    })
  }

  /** With another CSR in the field the key is for nothing, and leaving it behind loses nothing. */
  get isAtRisk(): boolean {
    return this.#csr !== null && this.#field.value.trim() === this.#csr.trim()
  }

  made(csr: string): void {
    this.#csr = csr
  }

  saved(): void {
    this.#csr = null
  }
}
