import assert from 'node:assert/strict'
import { type Api, at, type Reply } from './harness.ts'

/** Products of a test's own: made, changed and read by REST. */
export function productMaker(api: Api) {
  const patch = (code: string, body: unknown): Promise<Reply> => api.call('PATCH', `/products/${code}`, body)

  async function product(code: string): Promise<unknown> {
    const items = at((await api.get('/products')).body, 'items')
    return Array.isArray(items) ? items.find((each) => at(each, 'code') === code) : undefined
  }

  let count = 0
  /** A product of this test's own, on sale. */
  async function sold(fields: Record<string, unknown> = {}): Promise<string> {
    count += 1
    const code = `T${count}`
    const body = {
      code,
      name: `Test ${count}`,
      kind: 'ssl',
      validation: 'DV',
      validityDays: 365,
      enabled: true,
    }
    const reply = await api.post('/products', { ...body, ...fields })
    assert.equal(reply.status, 201, reply.text)
    return code
  }

  return { patch, product, sold }
}
