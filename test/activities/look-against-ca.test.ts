import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createPreflight } from '../../activities/preflight/preflight.ts'
import { controlInstructions } from '../../domain/control-instructions.ts'
import type { ControlMethod } from '../../domain/product.ts'
import { proveControl } from '../../sandbox/core/control.ts'
import { door, sandboxFor } from '../sandbox/harness.ts'
import { hostAndPort } from './deps.ts'
import { CODE, orderOf } from './preflight-told.ts'

type Published = readonly [place: string, type: 'TXT' | 'CNAME' | 'FILE', ...values: string[]]

const FILE = '/.well-known/pki-validation/certum.txt'
const BODY = `${CODE}-certum.pl`
const TARGET = `${CODE}.certum.pl`
const AT = '_certum.shop.test'

/** What people publish, and how our look and our words stand to what the CA then says. */
const CASES: readonly [string, ControlMethod, string, readonly Published[]][] = [
  ['the value', 'DNS_TXT_PREFIX', 'shop.test', [[AT, 'TXT', CODE]]],
  ['a blank at its end', 'DNS_TXT_PREFIX', 'shop.test', [[AT, 'TXT', `${CODE} `]]],
  ['a blank at its beginning', 'DNS_TXT', 'shop.test', [['shop.test', 'TXT', ` ${CODE}`]]],
  ['quotes around it', 'DNS_TXT_PREFIX', 'shop.test', [[AT, 'TXT', `"${CODE}"`]]],
  ['capital letters', 'DNS_TXT_PREFIX', 'shop.test', [[AT, 'TXT', CODE.toUpperCase()]]],
  ['a dot at its end', 'DNS_TXT_PREFIX', 'shop.test', [[AT, 'TXT', `${CODE}.`]]],
  ['the target in its place', 'DNS_TXT_PREFIX', 'shop.test', [[AT, 'TXT', TARGET]]],
  ['another value', 'DNS_TXT_PREFIX', 'shop.test', [[AT, 'TXT', 'c0de']]],
  ['several values', 'DNS_TXT_PREFIX', 'shop.test', [[AT, 'TXT', 'other', CODE, 'v=spf1 -all']]],
  ['the domain twice', 'DNS_TXT_PREFIX', 'shop.test', [[`${AT}.shop.test`, 'TXT', CODE]]],
  ['no label before the domain', 'DNS_TXT_PREFIX', 'shop.test', [['shop.test', 'TXT', CODE]]],
  ['the other type', 'DNS_TXT_PREFIX', 'shop.test', [[AT, 'CNAME', `${TARGET}.`]]],
  ['the registered domain', 'DNS_TXT_PREFIX', 'a.shop.test', [[AT, 'TXT', CODE]]],
  ['a blank, at the registered domain', 'DNS_TXT_PREFIX', 'a.shop.test', [[AT, 'TXT', `${CODE} `]]],
  ['the name itself with www', 'DNS_TXT_PREFIX', 'www.shop.test', [['_certum.www.shop.test', 'TXT', CODE]]],
  [
    'the end of an alias',
    'DNS_TXT_PREFIX',
    'shop.test',
    [
      [AT, 'CNAME', 'proofs.elsewhere.test'],
      ['proofs.elsewhere.test', 'TXT', CODE],
    ],
  ],
  ['a target with a dot', 'DNS_CNAME_PREFIX', 'shop.test', [[AT, 'CNAME', `${TARGET}.`]]],
  ['a target in capital letters', 'DNS_CNAME_PREFIX', 'shop.test', [[AT, 'CNAME', TARGET.toUpperCase()]]],
  ['a target of another', 'DNS_CNAME_PREFIX', 'shop.test', [[AT, 'CNAME', 'other.certum.pl']]],
  ['the file', 'FILE', 'shop.test', [['shop.test', 'FILE', BODY]]],
  ['a line end after it', 'FILE', 'shop.test', [['shop.test', 'FILE', `${BODY}\r\n`]]],
  ['a byte order mark before it', 'FILE', 'shop.test', [['shop.test', 'FILE', `\uFEFF${BODY}`]]],
  ['the bare code', 'FILE', 'shop.test', [['shop.test', 'FILE', CODE]]],
  ['the file in capital letters', 'FILE', 'shop.test', [['shop.test', 'FILE', BODY.toUpperCase()]]],
  ['no file', 'FILE', 'shop.test', []],
]

describe('our look and the CA’s do not contradict each other without a word', () => {
  for (const [what, method, name, published] of CASES)
    test(`${method}: ${what}`, async (t) => {
      const sandbox = await sandboxFor(t)
      for (const [place, type, ...values] of published) {
        const isFile = type === 'FILE'
        const path = isFile ? `/http/${place}` : `/dns/${place}/${type}`
        const { status } = await door(
          sandbox,
          'PUT',
          path,
          isFile ? { path: FILE, body: values[0] } : { values },
        )
        assert.equal(status, 200)
      }
      const preflight = createPreflight({
        dns: hostAndPort(sandbox.dns),
        fileHost: hostAndPort(sandbox.fileHost),
        timeoutMs: 2_000,
      })
      const names = name === 'www.shop.test' ? ['shop.test', name] : [name]
      const [instruction] = controlInstructions({ method, code: CODE, names }).filter(
        (each) => each.name === name,
      )
      assert.ok(instruction)
      const { lookups } = sandbox.core.context
      const { proven } = await proveControl(lookups, { method, code: CODE, name, orderNames: names })
      const ours = await preflight.look(instruction)
      const told = (await preflight.explain(orderOf(method, names))).filter((found) => found.name === name)
      const isWarned = told.some(({ severity }) => severity !== 'ok')
      const saw = `the CA ${proven ? 'sees' : 'does not see'} it, we say ${ours}: ${told.map(({ code }) => code).join()}`
      if (ours === 'visible') assert.ok(proven, saw)
      if (!proven) assert.ok(isWarned, saw)
      // What the CA would take and our look does not see nobody would tell it of: then we say what to mend.
      if (proven && ours !== 'visible') assert.ok(isWarned, saw)
      if (ours === 'visible' && !isWarned) assert.ok(told.length > 0, saw)
    })
})
