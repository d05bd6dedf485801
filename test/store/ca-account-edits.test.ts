import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { addCaAccount, caAccountById, editCaAccount } from '../../store/queries/ca-account-edits.ts'
import {
  certumAccess,
  listCaAccounts,
  preferredCaAccount,
  seedCaAccount,
} from '../../store/queries/ca-accounts.ts'
import { acquireCall } from '../../store/queries/call-limiter.ts'
import { importEnded, overdueImports, wantImport } from '../../store/queries/wanted-imports.ts'
import { withInstallation } from './installation.ts'

const here = withInstallation()

const FIELDS = {
  name: 'Second',
  mode: 'test',
  url: 'https://ca.test/service/PartnerApi.wsdl',
  userName: 'second',
  password: 'a secret word',
  department: 'TLS desk',
  minimalBalance: { amount: 5_000, currency: 'PLN' },
  enabled: true,
  callsPerSecond: 2.5,
  callBurst: 3,
} as const

let count = 0
async function added(fields: Partial<Parameters<typeof addCaAccount>[2]> = {}) {
  count += 1
  const account = await addCaAccount(here.db, here.keyRing, { ...FIELDS, userName: `u${count}`, ...fields })
  assert.ok(account)
  return account
}

describe('an account that an admin adds', () => {
  test('is kept whole, its password sealed, and takes calls', async () => {
    const { id } = await added({ userName: 'whole' })
    const kept = await caAccountById(here.db, id)
    const { password, ...fields } = { ...FIELDS, userName: 'whole' }
    for (const [name, value] of Object.entries(fields))
      assert.deepEqual(kept?.[name as keyof typeof kept], value)
    assert.doesNotMatch(JSON.stringify(kept), new RegExp(password))
    assert.equal((await certumAccess(here.db, id, here.keyRing))?.password, password)
    await acquireCall(here.db, id)
  })

  test('comes last, unless its preference says otherwise', async () => {
    const last = await added()
    const first = await added({ preference: 0 })
    const order = (await listCaAccounts(here.db)).map(({ id }) => id)
    assert.equal(order.at(-1), last.id)
    assert.equal(order[0], first.id)
    assert.equal((await preferredCaAccount(here.db))?.id, first.id)
    await editCaAccount(here.db, here.keyRing, first.id, () => ({ enabled: false }))
    assert.equal((await preferredCaAccount(here.db))?.id, here.caAccountId)
  })

  test('is the only one for its user at its address', async () => {
    await added({ userName: 'twice' })
    const again = { ...FIELDS, userName: 'twice' }
    assert.equal(await addCaAccount(here.db, here.keyRing, again), null)
    const { id } = await added({ userName: 'other' })
    assert.equal(await editCaAccount(here.db, here.keyRing, id, () => ({ userName: 'twice' })), 'taken')
    assert.equal((await caAccountById(here.db, id))?.userName, 'other')
  })

  test('is changed where it is said to, and nowhere else', async () => {
    const before = await added()
    const changed = await editCaAccount(here.db, here.keyRing, before.id, () => ({
      password: 'new',
      enabled: false,
    }))
    assert.ok(typeof changed === 'object')
    const { passwordSealed, enabled, updatedAt, ...rest } = changed
    for (const [name, value] of Object.entries(rest))
      assert.deepEqual(before[name as keyof typeof before], value)
    assert.deepEqual([enabled, before.enabled], [false, true])
    assert.ok(updatedAt >= before.updatedAt && passwordSealed !== before.passwordSealed)
    assert.equal((await certumAccess(here.db, before.id, here.keyRing))?.password, 'new')
    assert.equal(await editCaAccount(here.db, here.keyRing, 'nobody', () => ({})), 'unknown')
  })

  test('for a sandbox elsewhere is left alone by the start', async () => {
    const { id } = await added({ mode: 'sandbox', url: 'http://127.0.0.1:9/' })
    const seed = { mode: 'sandbox', url: 'http://127.0.0.1:8/', userName: 'user', password: 'p' } as const
    assert.equal(await seedCaAccount(here.db, here.keyRing, seed), here.caAccountId)
    assert.equal((await caAccountById(here.db, id))?.url, 'http://127.0.0.1:9/')
  })
})

describe('an import that was asked for', () => {
  test('is overdue once nobody waits for it any more, until it has ended', async () => {
    const { id } = await added()
    assert.deepEqual(await overdueImports(here.db, 0), [])
    await wantImport(here.db, id)
    assert.deepEqual(await overdueImports(here.db, 3600), [])
    assert.deepEqual(await overdueImports(here.db, -1), [id])
    await importEnded(here.db, id)
    assert.deepEqual(await overdueImports(here.db, -1), [])
  })
})
