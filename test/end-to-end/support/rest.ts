import type { LiveStack } from './stack.ts'

export interface Answer<Body> {
  status: number
  headers: Headers
  body: Body
}

/** An order as the public contract shows it, as far as these tests look. */
export interface Order {
  id: string
  reference: string
  state: string
  activity: { kind: string; step: string; waitsFor: string; problem: string | null } | null
  names: string[]
  actions: string[]
  certificates: { serialNumber: string; status: string; names: string[]; notAfter: string }[]
  caOrders: { id: string; status: string; productValidUntil: string | null }[]
  verification: { method: string; verified: number; of: number } | null
  command?: { id: string; state: string }
  links: { self: string; client: string; temporal: string | null }
}

export interface Problem {
  code: string
  title: string
  detail: string
  errors?: { path: string; code: string; message: string; caCode?: number }[]
}

export interface Verification {
  caOrder: string | null
  method: string
  code: string
  instructions: {
    name: string
    type: string
    host?: string
    recordType?: string
    value?: string
    url?: string
    body?: string
    address?: string
    state: string
  }[]
}

/** Calls of the REST API as a billing system makes them. */
export function restOf(stack: LiveStack) {
  return async function call<Body = Order>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<Body>> {
    const { api } = stack.ready()
    const response = await fetch(`${api.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${api.token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    })
    const text = await response.text()
    const isJson = (response.headers.get('content-type') ?? '').includes('json')
    return {
      status: response.status,
      headers: response.headers,
      body: (isJson ? JSON.parse(text) : text) as Body,
    }
  }
}
export type Rest = ReturnType<typeof restOf>

/** Uploads as a billing system makes them: one form, several files. */
export function uploadOf(stack: LiveStack) {
  return async function upload<Body = unknown>(
    path: string,
    fields: Record<string, string>,
    files: { name: string; content: string | Buffer<ArrayBuffer> }[],
    field = 'files[]',
  ): Promise<Answer<Body>> {
    const { api } = stack.ready()
    const form = new FormData()
    for (const [name, value] of Object.entries(fields)) form.append(name, value)
    for (const { name, content } of files) form.append(field, new Blob([content]), name)
    const response = await fetch(`${api.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${api.token}` },
      body: form,
      signal: AbortSignal.timeout(30_000),
    })
    return { status: response.status, headers: response.headers, body: (await response.json()) as Body }
  }
}
export type Upload = ReturnType<typeof uploadOf>
