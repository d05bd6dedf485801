import type { CaError } from '../types.ts'

/** Collects every error of a request: the CA reports all it finds, in the order of its checks. */
export class Problems {
  readonly list: CaError[] = []

  add(code: number, value?: string): void {
    const known = this.list.some((error) => error.code === code && error.value === value)
    if (!known) this.list.push(value === undefined ? { code } : { code, value })
  }

  /** Adds `code` with the value when the condition holds. */
  addIf(condition: boolean, code: number, value?: string): void {
    if (condition) this.add(code, value)
  }

  get none(): boolean {
    return this.list.length === 0
  }
}
