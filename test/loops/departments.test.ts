import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readDepartment } from '../../domain/department.ts'
import type { OrderActivity } from '../../domain/order-state.ts'
import { startAlarms } from '../../loops/alarms/alarms.ts'
import { createAdmin } from '../../store/queries/admins.ts'
import { rows, sql } from '../../store/sql.ts'
import { withInstallation } from '../store/installation.ts'
import { keptOrder, tell, viewOf } from '../store/order-factory.ts'

const here = withInstallation()
const NOW = new Date('2031-06-01T12:00:00Z')

interface Mail {
  to: string
  text: string
}

/** What is mailed about the alarms that stand now, until nothing more is to be mailed. */
async function mailed(): Promise<Mail[]> {
  const mails: Mail[] = []
  const loop = startAlarms({
    db: here.db,
    isEngineUp: async () => true,
    clock: () => NOW,
    transport: {
      sendMail: async ({ to, text }) => void mails.push({ to: `${to.name} <${to.address}>`, text }),
    },
    from: 'certloom@example.com',
    publicUrl: 'https://certloom.test',
    intervalMs: 10,
    log: { warn: () => undefined },
  })
  const open = () => rows<{ id: string }>(here.db.em(), sql`select id from alarms where mailed_at is null`)
  const raised = () => rows<{ id: string }>(here.db.em(), sql`select id from alarms`)
  while ((await raised()).length === 0 || (await open()).length > 0)
    await new Promise((resolve) => setTimeout(resolve, 10))
  await loop.stop()
  return mails
}

async function stuckOrder(): Promise<string> {
  const { id } = await keptOrder(here)
  const activity: OrderActivity = {
    kind: 'renewing',
    step: 'ordering',
    waitsFor: 'ca',
    since: '2031-05-20T12:00:00.000Z',
    dueBy: null,
    problem: null,
  }
  await tell(here, {
    orderId: id,
    view: viewOf({ state: 'issued', activity, expiresAt: '2031-12-01T00:00:00.000Z' }),
  })
  return id
}

async function departmentIs(department: string | null): Promise<void> {
  await rows(here.db.em(), sql`delete from alarms`)
  await rows(here.db.em(), sql`update ca_accounts set department = ${department}`)
}

describe('alarms about the orders of a CA account', () => {
  test('go to its department where that has an address, else to the admins, who are told whose they are', async () => {
    await createAdmin(here.db, 'admin@example.com', 'x'.repeat(20), { name: 'Ada', language: 'en' })
    const id = await stuckOrder()
    const aboutIt = ({ text }: Mail) => text.includes(id)

    await departmentIs('TLS desk <tls@example.com>')
    const [first, ...more] = (await mailed()).filter(aboutIt)
    assert.deepEqual([first?.to, more.length], ['TLS desk <tls@example.com>', 0])

    await departmentIs('TLS desk')
    const [second] = (await mailed()).filter(aboutIt)
    assert.equal(second?.to, 'Ada <admin@example.com>')
    assert.match(second.text, /For: TLS desk\./)

    await departmentIs(null)
    const [third] = (await mailed()).filter(aboutIt)
    assert.equal(third?.to, 'Ada <admin@example.com>')
    assert.doesNotMatch(third.text, /For:/)
  })

  test('its own balance, too', async () => {
    await departmentIs('tls@example.com')
    await rows(
      here.db.em(),
      sql`update ca_accounts set balance = '{"amount": 1, "currency": "PLN"}',
          minimal_balance = '{"amount": 2, "currency": "PLN"}'`,
    )
    const ofBalance = (await mailed()).filter(({ text }) => text.includes('balance'))
    assert.deepEqual(
      ofBalance.map(({ to }) => to),
      ['tls@example.com <tls@example.com>'],
    )
  })
})

test('a department is read as people write it', () => {
  assert.deepEqual(readDepartment('TLS desk'), { name: 'TLS desk', address: null })
  assert.deepEqual(readDepartment('tls@example.com'), { name: 'tls@example.com', address: 'tls@example.com' })
  assert.deepEqual(readDepartment('"Dział TLS" <tls@example.com>'), {
    name: 'Dział TLS',
    address: 'tls@example.com',
  })
})
