import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { openApiDocument } from '../../api/openapi.ts'
import { EXTREMES } from '../support/extremes.ts'
import { problemsOf, startedOrder, withApi } from './harness.ts'

const api = withApi()

/** The part of JSON Schema that is looked at. */
interface Schema {
  $ref?: string
  type?: string | string[]
  format?: string
  minimum?: number
  maximum?: number
  description?: string
  example?: unknown
  properties?: Record<string, Schema>
  items?: Schema
  anyOf?: Schema[]
  allOf?: Schema[]
  oneOf?: Schema[]
}
interface Operation {
  parameters?: { in: string; name: string; schema: Schema }[]
  requestBody?: { content: Record<string, { schema: Schema }> }
}
interface Description {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema> }
}

const description = JSON.parse(JSON.stringify(openApiDocument('http://certloom.test'))) as Description
const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
)

function resolved(schema: Schema): Schema {
  const name = schema.$ref?.split('/').at(-1)
  return name === undefined ? schema : resolved(description.components.schemas[name] ?? {})
}

function branches(schema: Schema): Schema[] {
  const { anyOf = [], allOf = [], oneOf = [] } = schema
  return [schema, ...[...anyOf, ...allOf, ...oneOf].flatMap((each) => branches(resolved(each)))]
}

function valuesOf(schema: Schema): readonly (string | number)[] {
  const { minimum = 0, maximum = 0 } = schema
  if (schema.type === 'integer' || schema.type === 'number') return [minimum, maximum, ...EXTREMES.number]
  if (schema.type !== 'string') return []
  if (schema.format === 'date') return EXTREMES.date
  if (schema.format === 'date-time') return EXTREMES.instant
  return schema.description?.startsWith('ISO 8601') ? EXTREMES.period : []
}

/** Every place below a schema that holds a date, an instant, a number or a period. */
function leavesOf(
  schema: Schema,
  path: string[] = [],
): { path: string[]; values: readonly (string | number)[] }[] {
  return branches(resolved(schema)).flatMap((branch) => [
    ...valuesOf(branch).map((value) => ({ path, values: [value] })),
    ...Object.entries(branch.properties ?? {}).flatMap(([name, child]) => leavesOf(child, [...path, name])),
    ...(branch.items === undefined ? [] : leavesOf(branch.items, [...path, '0'])),
  ])
}

/** The example with this value at the path. */
function withValue(body: unknown, [head, ...rest]: string[], value: unknown): unknown {
  if (head === undefined) return value
  const own = typeof body === 'object' && body !== null ? body : {}
  const child = withValue(Reflect.get(own, head), rest, value)
  return head === '0' ? [child] : { ...own, [head]: child }
}

describe('a period and its days', () => {
  const start = (term: object, reference: string) =>
    api.post('/orders', {
      reference,
      product: '601',
      customer: { reference: '42', firstName: 'Jan', lastName: 'Kowalski', email: 'jan@example.com' },
      billing: { registeredOn: '2026-04-02' },
      term,
    })

  test('are honoured to the day, whatever they are written in', async () => {
    const terms = { P1825D: '2031-04-01', P730D: '2028-04-01', P2Y0D: '2028-04-02', P1Y6M2D: '2027-10-04' }
    for (const [period, paidUntil] of Object.entries({
      ...terms,
      P10Y: '2036-04-02',
      P1Y: null,
      P365D: null,
    })) {
      const reply = await start({ period, recurring: true }, period)
      assert.equal(reply.status, 201, reply.text)
      assert.deepEqual((reply.body as { term: object }).term, { recurring: true, paidUntil }, period)
    }
  })

  test('that are none, or too long, are refused at the field in words', async () => {
    for (const period of ['P8000Y', 'P0D', 'P10Y1D', 'P1W', 'PT24H', '1 year', ''])
      assert.deepEqual(problemsOf(await start({ period }, 'none')), ['/term/period bad-period'], period)
    const far = await start({ paidUntil: '2099-12-31' }, 'none')
    assert.deepEqual(problemsOf(far), ['/term/paidUntil too-far-ahead'])
  })

  test('make the plan of a product, which is bounded', async () => {
    type Plan = { steps: { what: string; at: string }[] }
    const plan = async (query: string) => {
      const reply = await api.get(`/products/931/plan?start=2026-04-02&${query}`)
      assert.equal(reply.status, 200, reply.text)
      return (reply.body as Plan).steps
    }
    const renewals = (await plan('period=P1825D')).filter(({ what }) => what === 'renew')
    assert.equal(renewals.length, 4)
    const refused = await api.get('/products/931/plan?paidUntil=8460-02-29')
    assert.deepEqual(problemsOf(refused), ['/paidUntil bad-date'])
    assert.equal(
      (await api.call('PATCH', '/products/931', { validityDays: 1 }, { token: api.tokens.installation }))
        .status,
      200,
    )
    const steps = await plan('period=P10Y&recurring=true')
    assert.ok(steps.length > 100 && steps.length < 3_000, String(steps.length))
  })
})

describe('no date, number or period of any call is a fault of ours', () => {
  let orderId = ''
  let asked = 0
  let taken = 0
  before(async () => {
    orderId = await startedOrder(api)
  })

  const filled = (path: string): string =>
    path
      .replace('/products/{code}', '/products/601')
      .replace('/orders/{id}', `/orders/${orderId}`)
      .replaceAll(/\{\w+\}/g, 'nothing')

  async function sound(method: string, path: string, body?: unknown): Promise<void> {
    asked += 1
    const token = path.startsWith('/orders') ? api.tokens.full : api.tokens.installation
    const headers = { ...(body === undefined ? {} : { 'content-type': 'application/json' }) }
    const response = await fetch(`${api.url}/api/v1${path}`, {
      method,
      headers: { ...headers, authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    await response.arrayBuffer()
    if (response.ok) taken += 1
    assert.ok(response.status < 500, `${method} ${path} ${JSON.stringify(body)}: ${response.status}`)
  }

  test('in queries', async () => {
    for (const { path, method, operation } of operations)
      for (const { in: place, name, schema } of operation.parameters ?? []) {
        if (place !== 'query') continue
        const values = [...leavesOf(schema).flatMap(({ values }) => values), ...EXTREMES.text]
        for (const value of values)
          await sound(method, `${filled(path)}?${name}=${encodeURIComponent(value)}`)
      }
    assert.ok(asked > 300, `only ${asked} calls`)
  })

  test('in paths', async () => {
    for (const { path, method } of operations.filter(({ method }) => method === 'GET'))
      if (path.includes('{'))
        for (const value of EXTREMES.text)
          await sound(method, path.replaceAll(/\{\w+\}/g, encodeURIComponent(value)))
  })

  test('in bodies', async () => {
    const before = { asked, taken }
    for (const { path, method, operation } of operations) {
      const schema = operation.requestBody?.content['application/json']?.schema
      if (schema === undefined) continue
      const base = { ...Object(resolved(schema).example ?? {}) }
      for (const [index, { path: pointer, values }] of leavesOf(schema).entries())
        for (const value of values) {
          const body = withValue(base, pointer, value)
          const fresh =
            path === '/orders'
              ? { ...Object(body), reference: `${index}: ${value}`.slice(0, 250), product: '601' }
              : body
          await sound(method, filled(path), fresh)
        }
    }
    // Values that are refused for another field's sake would prove nothing.
    const [calls, good] = [asked - before.asked, taken - before.taken]
    assert.ok(calls > 400 && good > 50, `only ${calls} calls, of them ${good} taken`)
  })

  test('and what was taken of them can be read', async () => {
    await sound('GET', '/orders?limit=200')
    await sound('GET', `/orders/${orderId}/plan`)
  })
})
