import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { addressPathsOf, Client, type Path, pathsOf, type SoldProduct } from './support/kinds.ts'
import { verifyChain } from './support/openssl.ts'
import { type Order, type Rest, restOf, uploadOf } from './support/rest.ts'
import { sandboxOf } from './support/sandbox-door.ts'
import { type LiveStack, startStack } from './support/stack.ts'

const PAGE = join(import.meta.dirname, '../../docs/kinds.md')
const HEAD = `# Every kind by every method

Made by a test that walks each path on the whole system, from the order to a certificate that \`openssl verify\` accepts:
\`CERTLOOM_WRITE_DOCS=1 npm test -- kinds\` writes it anew, and the test fails where it is stale. A file proves no
wildcard (BR 3.2.2.4.18), so that path is refused at its field before the CA is asked.

`
const COLUMNS = ['Product', 'Name', 'Kind', 'Validation', 'For', 'Method', 'Documents', 'Outcome']
/** At once: enough to be quick, few enough for the CA's rate. */
const AT_ONCE = 12

interface Walked extends Path {
  outcome: string
}

function subjectOf({ product, ip }: Path): string {
  if (ip !== undefined) return 'an IP address'
  return product.kind === 'smime' ? 'a mailbox' : product.kind === 'code-signing' ? 'a signer' : 'host names'
}

function rowOf({ outcome, ...path }: Walked): string[] {
  const { code, name, kind, validation, requiredDocuments } = path.product
  const asked = [subjectOf(path), path.method ?? '', requiredDocuments.join(', ')]
  return [code, name, kind, validation ?? '', ...asked, outcome]
}

function table(rows: readonly string[][]): string {
  const widths = COLUMNS.map((name, index) =>
    Math.max(name.length, ...rows.map((row) => (row[index] ?? '').length)),
  )
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(' | ')} |\n`
  return [COLUMNS, widths.map((width) => '-'.repeat(width)), ...rows].map(line).join('')
}

describe('every kind by every method', () => {
  let stack: LiveStack
  let rest: Rest
  let client: Client
  let products: SoldProduct[]

  before(async () => {
    stack = await startStack()
    rest = restOf(stack)
    client = new Client(rest, uploadOf(stack), sandboxOf(stack))
    products = (await rest<{ items: SoldProduct[] }>('GET', '/products')).body.items
  })
  after(() => stack.stop())

  async function certificateOf(order: Order): Promise<string> {
    const serial = order.certificates[0]?.serialNumber ?? ''
    return (await rest<string>('GET', `/orders/${order.id}/certificates/${serial}.pem`)).body
  }

  async function walk(path: Path): Promise<Walked> {
    try {
      const issued = await client.prove(path, await client.order(path))
      return {
        ...path,
        outcome: verifyChain(await certificateOf(issued)) === 'leaf: OK' ? 'issued' : 'bad chain',
      }
    } catch (error) {
      return { ...path, outcome: error instanceof Error ? error.message : 'failed' }
    }
  }

  test('leads to a certificate, and the table in docs/ says so', { timeout: 400_000 }, async () => {
    const waiting = [...pathsOf(products), ...addressPathsOf(products)]
    const walked: Walked[] = []
    const next = async (): Promise<void> => {
      for (let path = waiting.shift(); path !== undefined; path = waiting.shift())
        walked.push(await walk(path))
    }
    await Promise.all(Array.from({ length: AT_ONCE }, next))
    const rows = walked.map(rowOf).sort((a, b) => a.join().localeCompare(b.join()))
    assert.deepEqual(
      rows.filter((row) => row.at(-1) !== 'issued'),
      [],
    )
    const page = HEAD + table(rows)
    if (process.env.CERTLOOM_WRITE_DOCS === '1') writeFileSync(PAGE, page)
    assert.equal(readFileSync(PAGE, 'utf8'), page)
  })
})
