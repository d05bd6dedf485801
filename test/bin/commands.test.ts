import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { readScopes } from '../../bin/commands/token-create.ts'
import { asPostgresUser, isOpenToAll, postgresUser } from '../../bin/stack/postgres-user.ts'
import { readyBlock } from '../../bin/stack/ready-info.ts'
import { shownSettings } from '../../bin/stack/shown-settings.ts'
import { testFolder } from '../support/folder.ts'
import { createTestDatabase } from '../support/postgres.ts'

const COMMAND = join(import.meta.dirname, '../../bin/certloom.ts')
const folder = testFolder()

function certloom(args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  return spawnSync(process.execPath, [COMMAND, ...args], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: process.env.HOME, CERTLOOM_DATA: folder, ...environment },
  })
}

describe('the command line', () => {
  test('help names the commands, and not the internal one', () => {
    const { stdout, status } = certloom(['--help'])
    assert.equal(status, 0)
    for (const name of ['start', 'worker', 'web', 'migrate', 'doctor', 'admin', 'token', 'catalogue'])
      assert.match(stdout, new RegExp(`^  ${name}`, 'm'))
    assert.doesNotMatch(stdout, /^ {2}sandbox/m)
  })

  for (const [command, missing] of [
    ['worker', 'DATABASE_URL'],
    ['web', 'DATABASE_URL'],
    ['migrate', 'DATABASE_URL'],
  ] as const)
    test(`${command} without settings stops with one line`, () => {
      const { status, stderr } = certloom([command])
      assert.equal(status, 1)
      assert.equal(stderr, `${missing} is missing: it must be a postgresql:// URL\n`)
    })

  test('start with a malformed setting stops with one line', () => {
    const { status, stderr, stdout } = certloom(['start'], { PORT: 'many' })
    assert.equal(status, 1)
    assert.equal(stderr, 'PORT must be a port number from 0 to 65535, not "many"\n')
    assert.equal(stdout, '')
  })

  test('start with a database of its own needs a secret', () => {
    const { status, stderr } = certloom(['start'], { DATABASE_URL: 'postgresql://127.0.0.1:1/x' })
    assert.equal(status, 1)
    assert.match(stderr, /^CERTLOOM_SECRET is missing.*\n$/)
  })

  test('an unknown command says so and shows the help', () => {
    const { status, stderr } = certloom(['strat'])
    assert.notEqual(status, 0)
    assert.match(stderr, /unknown command 'strat'/)
  })

  test('doctor says what cannot be reached and hides secrets', () => {
    const { status, stdout } = certloom(['doctor'], {
      DATABASE_URL: 'postgresql://u:planted-password@127.0.0.1:1/x',
      CERTLOOM_SECRET: 'planted-secret-of-more-than-32-letters',
      CERTLOOM_DNS: '127.0.0.1:1',
    })
    assert.equal(status, 1)
    assert.match(stdout, /^FAIL {2}PostgreSQL +.*ECONNREFUSED/m)
    assert.match(stdout, /^FAIL {2}Temporal +not given by TEMPORAL_ADDRESS/m)
    assert.doesNotMatch(stdout, /planted/)
  })
})

describe('admins and tokens by command', () => {
  test('both are made in the database that is given', async () => {
    const { url, drop } = await createTestDatabase()
    try {
      const environment = { DATABASE_URL: url, TEMPORAL_ADDRESS: '127.0.0.1:1' }
      const admin = certloom(['admin', 'create', 'a@b.example'], environment)
      assert.match(admin.stdout, /^admin {5}a@b\.example\npassword {2}[\w-]{20}\n$/, admin.stderr)
      const token = certloom(['token', 'create', '--billing-system', 'shop'], environment)
      assert.match(token.stdout, /^cl_[\w-]{43}\n$/, token.stderr)
    } finally {
      await drop()
    }
  })

  test('a bad address, scope or a token for all without admin is refused before anything is opened', () => {
    assert.match(certloom(['admin', 'create', 'nobody']).stderr, /^"nobody" is not a mail address\n$/)
    assert.match(certloom(['token', 'create', '--scopes', 'all']).stderr, /^unknown scope "all"/)
    assert.match(certloom(['token', 'create']).stderr, /must have scope admin\n$/)
  })

  test('scopes are read from a list', () => {
    assert.deepEqual(readScopes('orders:read, admin'), ['orders:read', 'admin'])
  })
})

describe('what people are shown', () => {
  test('the end of a start', () => {
    const web = 'http://127.0.0.1:3000'
    const block = readyBlock({
      pages: web,
      admin: { url: `${web}/admin`, email: 'admin@certloom.test', password: 'secret' },
      api: { url: `${web}/api/v1`, token: 'cl_x' },
      apiDocs: `${web}/api/docs`,
      temporal: { ui: 'http://127.0.0.1:8233', address: '127.0.0.1:7233', namespace: 'default' },
      sandbox: { url: 'http://127.0.0.1:3010', soap: '', dns: '', smtp: '', userName: '', password: '' },
      database: { url: '' },
      pids: { start: 1, worker: 2, web: 3, sandbox: 4, temporal: 5, postgres: 6 },
    })
    assert.equal(
      block,
      [
        'Certloom is ready',
        '  pages      http://127.0.0.1:3000',
        '  admin      http://127.0.0.1:3000/admin     admin@certloom.test / secret',
        '  api        http://127.0.0.1:3000/api/v1    token cl_x',
        '  api docs   http://127.0.0.1:3000/api/docs',
        '  temporal   http://127.0.0.1:8233',
        '  sandbox    http://127.0.0.1:3010           mailbox, DNS, CA console',
      ].join('\n'),
    )
  })

  test('settings in force, without passwords', () => {
    const lines = shownSettings({ SMTP_URL: 'smtp://u:planted@mail:25', PORT: '81', LOG_LEVEL: '' }).join(
      '\n',
    )
    assert.match(lines, /^SMTP_URL +smtp:\/\/u:hidden@mail:25$/m)
    assert.match(lines, /^PORT +81$/m)
    assert.match(lines, /^LOG_LEVEL +info$/m)
    assert.match(lines, /^CERTUM_URL +\(the sandbox\)$/m)
  })
})

describe('PostgreSQL as another user', () => {
  const program = join(folder, 'program')

  test('a private folder is not open to all', () => {
    assert.equal(isOpenToAll(program), false)
    assert.equal(isOpenToAll('/etc/hosts'), true)
  })

  test('nobody else is needed where we are not root', () => {
    assert.deepEqual(asPostgresUser(null, program, ['-D', 'x'], []), {
      file: program,
      arguments: ['-D', 'x'],
    })
  })

  test('a private file can be read, and a program that asks first is told so', () => {
    const file = join(folder, 'private')
    writeFileSync(file, 'read', { mode: 0o600 })
    const script = `const fs = require('node:fs'); fs.accessSync('${file}', fs.constants.R_OK)
      process.stdout.write(fs.readFileSync('${file}', 'utf8') + process.getuid())`
    const user = postgresUser()
    const command = asPostgresUser(user, process.execPath, ['--eval', script], [file])
    const { stdout, stderr } = spawnSync(command.file, command.arguments, { ...command, encoding: 'utf8' })
    assert.equal(stdout, `read${user?.uid ?? process.getuid?.()}`, stderr)
  })

  test('in open folders the user alone is changed', () => {
    const command = asPostgresUser({ uid: 7, gid: 8 }, '/bin/true', ['-D', '/etc/x'], ['/etc/x'])
    assert.deepEqual(command, { file: '/bin/true', arguments: ['-D', '/etc/x'], uid: 7, gid: 8 })
  })
})
