import type { Request } from 'express'
import { hasPrivateKey } from '../pki/csr-text.ts'
import { isOurTag, isTagOf } from './form-owner.ts'
import type { FormValues } from './forms/form-values.ts'
import { pathOf, wayBack } from './return-path.ts'
import { leaveNotice, type Person } from './session.ts'
import type { WebSettings } from './settings.ts'

/** A form that was sent after its session had ended. It is printed again, never sent by itself. */
export interface KeptForm {
  /** Where it was sent, and the page that it was on. */
  paths: readonly string[]
  /** For whom it was printed: nobody else gets to see it. */
  owner: string
  values: FormValues
  untilMs: number
}

const HOUR_MS = 3_600_000
const MOST_BYTES = 256 * 1024
const MOST_FORMS = 5
const NEVER_KEPT = /^_(?:csrf|owner|command)$|passw|passphrase|secret/i

function fieldsOf(body: unknown): [string, unknown][] {
  return Object.entries(typeof body === 'object' && body !== null ? body : {})
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

/** What was typed, without what must not lie in a store. */
function keepable(body: unknown): FormValues {
  const texts = fieldsOf(body)
    .filter(([name]) => !NEVER_KEPT.test(name))
    .map(([name, value]) => [name, [value].flat().filter(isText)] as const)
    .filter(([, values]) => !values.some(hasPrivateKey))
  return Object.fromEntries(
    texts.map(([name, values]) => [name, values.length === 1 ? values.join() : values]),
  )
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value))
}

/** The newest that are neither too old nor too much together. */
function fitting(forms: readonly KeptForm[]): KeptForm[] {
  const fresh = forms.filter(({ untilMs }) => untilMs > Date.now()).slice(0, MOST_FORMS)
  const most = fresh.findIndex((_form, index) => {
    return bytesOf(fresh.slice(0, index + 1)) > 2 * MOST_BYTES
  })
  return most === -1 ? fresh : fresh.slice(0, most)
}

/**
 * Keeps what a form holds that can no longer be taken, for an hour, for whom it was printed.
 * @returns the page it is printed on again; null where it is too large, was not printed here, or was printed for somebody else
 */
export function keepForm(request: Request, settings: WebSettings): string | null {
  const { session, body } = request
  const owner: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, '_owner') : null
  const page = wayBack(request, settings.publicUrl)
  if (page === null || !isText(owner) || !isOurTag(owner, settings.sessionSecrets)) return null
  if (session.person && !isTagOf(owner, session.person, settings.sessionSecrets)) return null
  const paths = [pathOf(request.originalUrl), pathOf(page)]
  if (bytesOf(body) > MOST_BYTES) return null
  const kept: KeptForm = { paths, owner, values: keepable(body), untilMs: Date.now() + HOUR_MS }
  const others = (session.kept ?? []).filter((form) => form.paths.join() !== paths.join())
  session.kept = fitting([kept, ...others])
  if (session.person === undefined) session.cookie.maxAge = HOUR_MS
  return page
}

/** The forms that this person may have back. */
export function formsFor(
  person: Person,
  forms: readonly KeptForm[],
  { sessionSecrets }: WebSettings,
): KeptForm[] {
  return fitting(forms.filter(({ owner }) => isTagOf(owner, person, sessionSecrets)))
}

function take(request: Request, isWanted: (form: KeptForm) => boolean): KeptForm | null {
  const { session } = request
  // Pages before the session is loaded, and those of errors, have none.
  if (request.method !== 'GET' || session?.kept === undefined || session.person === undefined) return null
  const here = pathOf(request.originalUrl)
  const found = fitting(session.kept).find((form) => form.paths.includes(here) && isWanted(form))
  if (found === undefined) return null
  session.kept = session.kept.filter(({ paths }) => paths.join() !== found.paths.join())
  return found
}

/** What was typed into the form with these fields that this page is about to print; given out once. */
export function takeKept(request: Request, names: readonly string[]): FormValues | null {
  const found = take(request, ({ values }) => names.some((name) => name in values))
  if (found !== null) leaveNotice(request, { tone: 'info', key: 'administration:kept' })
  return found?.values ?? null
}

/** What was typed into a form of this page that cannot be printed with it: shown beside it, once, to be copied. */
export function takeUnprinted(request: Request): { name: string; value: string }[] {
  const found = take(request, () => true)
  if (found === null) return []
  const fields = Object.entries(found.values)
    .map(([name, value]) => ({ name, value: [value].flat().join('\n') }))
    .filter(({ name, value }) => !name.startsWith('_') && value.trim() !== '')
  const key = fields.length === 0 ? 'administration:not-kept' : 'administration:kept-beside'
  leaveNotice(request, { tone: 'info', key })
  return fields
}
