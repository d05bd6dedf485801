import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { seedCaAccount } from '../../store/queries/ca-accounts.ts'
import { header, startRawServer, startScriptedCa } from '../certum/support/servers.ts'
import { SECRET, withInstallation } from '../store/installation.ts'
import { testFolder } from '../support/folder.ts'

const COMMAND = join(import.meta.dirname, '../../bin/certloom.ts')
const here = withInstallation()
const folder = testFolder()

interface Ended {
  status: number
  stdout: string
  stderr: string
}

/** In a process of its own, while this one goes on and answers it. */
function catalogueImport(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    CERTLOOM_DATA: folder,
    DATABASE_URL: here.url,
    CERTLOOM_SECRET: SECRET,
    ...environment,
  }
  return new Promise((resolve) => {
    execFile(process.execPath, [COMMAND, 'catalogue', 'import', ...args], { env }, (error, stdout, stderr) =>
      resolve({ status: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    )
  })
}

async function accountAt(url: string, userName: string): Promise<string> {
  return seedCaAccount(here.db, here.keyRing, { mode: 'test', url, userName, password: 'p' })
}

async function selling(t: TestContext, userName: string): Promise<string> {
  const product = [
    { code: 631, type: 'Trusted SSL (1 Year) Issue', validityPeriod: 365 },
    { code: 636, type: 'Trusted SSL (1 Year) Renewal', validityPeriod: 365 },
    { code: 101, type: 'Document Signing', validityPeriod: 365 },
  ]
  const ca = await startScriptedCa({
    getProductList: () => ({ responseHeader: header(), products: { product } }),
  })
  t.after(ca.close)
  return accountAt(ca.url, userName)
}

describe('certloom catalogue import', () => {
  test('says what is new, what nobody knows and what is gone', async (t) => {
    await selling(t, 'seller')
    const { status, stdout, stderr } = await catalogueImport(['--account', 'Certum (seller)'])
    assert.equal(status, 0, stderr)
    assert.equal(
      stdout,
      [
        'Imported by the account Certum (seller) (test).',
        'added       2  (not sold before an admin enables them)',
        '  631  Trusted SSL',
        '  101  Document Signing',
        'changed     0',
        'unknown     1  (an admin must set their kind and validation)',
        '  101  Document Signing',
        'gone        1  (in the catalogue, and not in the CA’s list)',
        '  601  Commercial SSL',
        'ignored     0',
        '',
      ].join('\n'),
    )
  })

  test('takes the account of the settings where none is named, and says what is wrong with it', async (t) => {
    const server = await startRawServer((_request, response) => response.writeHead(403).end())
    t.after(server.close)
    await accountAt(server.url, 'refused')
    const { status, stdout, stderr } = await catalogueImport([])
    assert.deepEqual([status, stdout], [1, ''])
    assert.match(stderr, /^The CA refuses this server \(403\)\..*API access list.*\n$/)
  })

  test('a CA that is away is said in one line', async () => {
    await accountAt('http://127.0.0.1:1/service/PartnerApi.wsdl', 'away')
    const { status, stderr } = await catalogueImport(['--account', 'Certum (away)'])
    assert.equal(status, 1)
    assert.match(stderr, /^No route: .*\n$/)
  })

  test('an account that is not there, and a missing setting, stop it with one line', async () => {
    const unknown = await catalogueImport(['--account', 'nobody'])
    assert.deepEqual([unknown.status, unknown.stderr], [1, 'there is no CA account "nobody"\n'])
    const { status, stderr } = await catalogueImport([], { DATABASE_URL: '' })
    assert.equal(status, 1)
    assert.match(stderr, /^DATABASE_URL is missing.*\n$/)
  })
})
