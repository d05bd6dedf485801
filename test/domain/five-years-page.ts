import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { table } from './markdown-table.ts'
import type { Happened } from './term-simulation.ts'

const PATH = join(import.meta.dirname, '../../docs/examples/five-years.md')
const HEAD = `# Five years, day by day

Made from the code: \`CERTLOOM_WRITE_DOCS=1 npm test -- term-plan\` writes it anew, and a test fails where it is stale.

Bought on 2026-04-02 and paid until 2031-04-02: a single-name TLS certificate, policy _auto_, ten days before. The CA
sells products of 365 days and carries what is left of one over to the next. Certificates live 199 days, from 2027-03-15
on 99, from 2029-03-15 on 46. Each order has its own moment within the day before a step begins.

`

const COLUMNS = ['Date', 'What happens', 'Why', 'Certificate until', 'CA order until', 'Control']

const WHAT: Partial<Record<Happened['what'], string>> = {
  issue: 'ordered and issued',
  reissue: 'reissued, free of charge',
  renew: 'renewed at the CA, no invoice',
  notify: 'the client is told',
}
const WHY: Record<Happened['reason'], string> = {
  bought: 'the client bought it',
  'product-outlives-certificate': 'the CA’s product outlives the certificate',
  'term-outlives-product': 'the product ends, what is paid goes on',
  'term-ends-recurring': 'what is paid ends, and is recurring',
  'term-ends': 'what is paid ends, and is not recurring',
  'policy-notify': 'the policy says so',
  'kind-needs-the-client': 'the key or a click is the client’s',
}

function cells({ at, what, reason, certificate, productEnd, needs }: Happened): string[] {
  const until = certificate?.notAfter.slice(0, 10) ?? ''
  const control = { afresh: 'proven afresh', kept: 'earlier proof', 'other-method': 'by another method' }
  const proof = needs?.control ? control[needs.control] : ''
  return [at.slice(0, 10), WHAT[what] ?? what, WHY[reason], until, productEnd?.slice(0, 10) ?? '', proof]
}

/** The page as it lies in the folder and as the code would have it; written first where that was asked for. */
export function keptPage(happened: readonly Happened[]): { kept: string; made: string } {
  const made = HEAD + table(COLUMNS, happened.map(cells))
  if (process.env.CERTLOOM_WRITE_DOCS === '1') writeFileSync(PATH, made)
  return { kept: readFileSync(PATH, 'utf8'), made }
}
