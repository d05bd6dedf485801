import assert from 'node:assert/strict'
import { type HTMLElement, parse } from 'node-html-parser'

/** A page as it came: what a browser without scripts would show. */
export interface Page {
  status: number
  headers: Headers
  /** Path and query it was found under, after redirects. */
  path: string
  html: string
  root: HTMLElement
  /** All that can be read on it, blanks drawn together. */
  text: string
}

export type Fields = Readonly<Record<string, string | readonly string[]>>

/** A browser without scripts: it keeps cookies, follows redirects, and sends forms as they were printed. */
export interface TestBrowser {
  get(path: string): Promise<Page>
  /** Presses the button with this `data-command`, its form filled in as said. */
  press(page: Page, command: string, fields?: Fields, value?: string): Promise<Page>
  /** As `press`, for a form that takes files: these are chosen in its field `files[]`. */
  upload(page: Page, command: string, fields: Fields, files: readonly ChosenFile[]): Promise<Page>
  /** Sends anything, without following what it answers. */
  send(method: string, path: string, options?: RawRequest): Promise<Response>
  cookies: Map<string, string>
}

export type ChosenFile = readonly [name: string, content: Uint8Array]

export interface RawRequest {
  body?: URLSearchParams | FormData | string
  headers?: Record<string, string>
}

export interface BrowserOptions {
  language?: string
  /** What a browser of today says of itself; left out by old ones. */
  fetchSite?: string | null
}

const MOST_REDIRECTS = 5

function keepCookies(response: Response, cookies: Map<string, string>): void {
  for (const cookie of response.headers.getSetCookie()) {
    const [pair = ''] = cookie.split(';')
    const [name = '', value = ''] = pair.split('=')
    if (/expires=Thu, 01 Jan 1970/i.test(cookie)) cookies.delete(name)
    else cookies.set(name, value)
  }
}

export function textOf(element: HTMLElement): string {
  return element.textContent.replace(/\s+/g, ' ').trim()
}

/** The value that a browser would send for a field as it was printed; null for one it would leave out. */
function printedValue(field: HTMLElement): string | null {
  if (field.tagName === 'TEXTAREA') return field.textContent.replace(/^\n/, '')
  if (field.tagName === 'SELECT') {
    const chosen = field.querySelector('option[selected]') ?? field.querySelector('option')
    return chosen?.getAttribute('value') ?? null
  }
  const type = field.getAttribute('type')
  if (type === 'checkbox' && !field.hasAttribute('checked')) return null
  return field.getAttribute('value') ?? ''
}

function printedFields(form: HTMLElement): [string, string][] {
  return form.querySelectorAll('input[name], select[name], textarea[name]').flatMap((field) => {
    const value = printedValue(field)
    const name = field.getAttribute('name') ?? ''
    return value === null ? [] : ([[name, value]] as [string, string][])
  })
}

function filledIn(form: HTMLElement, button: HTMLElement, fields: Fields): URLSearchParams {
  const filled = new URLSearchParams(printedFields(form).filter(([name]) => fields[name] === undefined))
  for (const [name, value] of Object.entries(fields))
    for (const each of [value].flat()) filled.append(name, each)
  const name = button.getAttribute('name')
  if (name !== undefined) filled.set(name, button.getAttribute('value') ?? '')
  return filled
}

/** The button with this `data-command`, and with this value where several have it. */
export function buttonOf(page: Page, command: string, value?: string): HTMLElement {
  const found = page.root
    .querySelectorAll(`button[data-command="${command}"]`)
    .find((button) => value === undefined || button.getAttribute('value') === value)
  assert.ok(found, `${page.path} (${page.status}) has no button ${command} ${value ?? ''}: ${page.text}`)
  return found
}

/** What a form would send when this button is pressed. */
export function formOf(
  page: Page,
  command: string,
  fields: Fields = {},
  value?: string,
): { path: string; method: string; body: URLSearchParams } {
  const button = buttonOf(page, command, value)
  const form = button.closest('form')
  assert.ok(form, `the button ${command} is in no form`)
  return {
    path: form.getAttribute('action') ?? page.path,
    method: (form.getAttribute('method') ?? 'get').toUpperCase(),
    body: filledIn(form, button, fields),
  }
}

/** A field for files without any is sent as one empty file (HTML, 4.10.21.4). */
function withFiles(fields: URLSearchParams, files: readonly ChosenFile[]): FormData {
  const form = new FormData()
  for (const [name, value] of fields) if (name !== 'files[]') form.append(name, value)
  for (const [name, content] of files.length === 0 ? [['', new Uint8Array()] as const] : files)
    form.append('files[]', new Blob([new Uint8Array(content)]), name)
  return form
}

export function openBrowser(origin: string, options: BrowserOptions = {}): TestBrowser {
  const cookies = new Map<string, string>()
  const fetchSite = options.fetchSite === undefined ? 'same-origin' : options.fetchSite

  const send: TestBrowser['send'] = async (method, path, { body, headers = {} } = {}) => {
    const response = await fetch(new URL(path, origin), {
      method,
      redirect: 'manual',
      headers: {
        'accept-language': options.language ?? 'en',
        ...(fetchSite === null ? {} : { 'sec-fetch-site': fetchSite }),
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
    })
    keepCookies(response, cookies)
    return response
  }

  const pageOf = async (response: Response, path: string): Promise<Page> => {
    const html = await response.text()
    const root = parse(html)
    const shown = root.querySelector('body') ?? root
    return { status: response.status, headers: response.headers, path, html, root, text: textOf(shown) }
  }

  const follow = async (response: Response, path: string, left: number): Promise<Page> => {
    const location = response.headers.get('location')
    if (response.status < 300 || response.status > 399 || location === null) return pageOf(response, path)
    assert.ok(left > 0, `redirected for ever, at last to ${location}`)
    await response.body?.cancel()
    const next = new URL(location, new URL(path, origin))
    assert.equal(next.origin, origin, 'led away from the site')
    return follow(await send('GET', next.href), next.pathname + next.search, left - 1)
  }

  return {
    cookies,
    send,
    get: async (path) => follow(await send('GET', path), path, MOST_REDIRECTS),
    upload: async (page, command, fields, files) => {
      const { path, method, body } = formOf(page, command, fields)
      const form = buttonOf(page, command).closest('form')
      assert.equal(form?.getAttribute('enctype'), 'multipart/form-data')
      return follow(await send(method, path, { body: withFiles(body, files) }), path, MOST_REDIRECTS)
    },
    press: async (page, command, fields, value) => {
      const { path, method, body } = formOf(page, command, fields, value)
      if (method === 'GET') return follow(await send('GET', `${path}?${body}`), path, MOST_REDIRECTS)
      return follow(await send(method, path, { body }), path, MOST_REDIRECTS)
    },
  }
}
