import type { LiveStack } from './stack.ts'

export interface Books {
  caOrders: { id: string; customer: string; product: string; status: string }[]
  certificates: { serialNumber: string; caOrder: string }[]
  mails: unknown[]
}

/** The sandbox's side door, as `interface.md` describes it. */
export function sandboxOf(stack: LiveStack) {
  const call = async <Body>(method: string, path: string, body?: unknown): Promise<Body> => {
    const response = await fetch(`${stack.ready().sandbox?.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    })
    if (!response.ok)
      throw new Error(`${method} ${path} of the sandbox: ${response.status} ${await response.text()}`)
    const text = await response.text()
    return (text === '' ? null : JSON.parse(text)) as Body
  }
  return {
    call,
    publish: (host: string, type: string, values: string[]) =>
      call('PUT', `/dns/${host}/${type}`, { values }),
    fault: (operation: string, kind: string, times: number, code?: number) =>
      call('PUT', '/faults', { operation, kind, times, ...(code === undefined ? {} : { code }) }),
    books: () => call<Books>('GET', '/books'),
    soapLog: () => call<{ items: { operation: string; at: string }[] }>('GET', '/soap-log'),
    /** Those whose subject holds a text; all without one. */
    mails: (subject = '') =>
      call<{ items: { id: string; to: unknown; subject: string; text?: string; links?: string[] }[] }>(
        'GET',
        `/mail?subject=${encodeURIComponent(subject)}`,
      ),
    documentsOf: (caOrderId: string) =>
      call<{ items: { id: string; orderId: string; type: string; state: string }[] }>(
        'GET',
        `/documents?order=${encodeURIComponent(caOrderId)}`,
      ),
  }
}
export type SandboxDoor = ReturnType<typeof sandboxOf>
