import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { issueLeaf } from '../../sandbox/ca/leaf.ts'
import { productOf } from '../../sandbox/core/catalogue.ts'
import { DAY_MS } from '../../sandbox/core/types.ts'
import { authorityOn, csrOf, enrol, KEYS, type Key } from './issue.ts'
import {
  type Finding,
  lintByPkilint,
  lintByZlint,
  type Subject,
  sumUp,
  withBoth,
  withPkilint,
  withZlint,
} from './lint.ts'
import { KINDS, type Kind, orderOf } from './subjects.ts'

/** The day before the shorter lives began, and the first day of each row of the TLS schedule (SC-081). */
const DAYS = ['2026-02-28', '2026-03-15', '2027-03-15', '2029-03-15'] as const

interface Issued extends Subject {
  content: string
  kind: Kind
  key: Key
  day: string
}

interface CaCertificate extends Subject {
  id: string
}

/** Everything the CA can issue on each of the days, and on the last the CA's own certificates. */
async function issueAll(): Promise<{ leaves: Issued[]; signers: CaCertificate[] }> {
  const leaves: Issued[] = []
  let signers: CaCertificate[] = []
  for (const day of DAYS) {
    const authority = await authorityOn(day)
    for (const kind of KINDS)
      for (const key of keysOf(kind)) {
        const { pem } = await enrol(authority, orderOf(kind, await csrOf(key)))
        leaves.push({ label: `${kind.label}, ${key}, ${day}`, content: pem, kind, key, day })
      }
    signers = authority.core.context.authority
      .signers()
      .map(({ id, certificate }) => ({ label: id, content: certificate.toString('pem'), id }))
    await authority.core.close()
  }
  return { leaves, signers }
}

let issuing: ReturnType<typeof issueAll> | undefined

/** Made once, by the first test that is run. */
function all(): ReturnType<typeof issueAll> {
  issuing ??= issueAll()
  return issuing
}

function keysOf({ productCode }: Kind): readonly Key[] {
  return productOf(productCode)?.kind === 'smime' ? KEYS.filter((key) => key !== 'P-521') : KEYS
}

function report(t: TestContext, subjects: readonly Subject[], findings: Finding[][]): void {
  const { errors, warnings } = sumUp(subjects, findings)
  for (const warning of warnings) t.diagnostic(warning)
  assert.deepEqual(errors, [])
}

/** pkilint takes its time: of each kind and day one type of key, each in its turn. */
function sample(leaves: readonly Issued[]): Issued[] {
  return DAYS.flatMap((day, dayIndex) =>
    KINDS.flatMap((kind, kindIndex) => {
      const group = leaves.filter((leaf) => leaf.kind === kind && leaf.day === day)
      return group[(kindIndex + dayIndex) % group.length] ?? []
    }),
  )
}

function leafTool({ kind: { productCode } }: Issued): string {
  switch (productOf(productCode)?.kind) {
    case 'smime':
      return 'lint_cabf_smime_cert -d'
    case 'code-signing':
      return 'lint_pkix_cert'
    default:
      return 'lint_cabf_serverauth_cert -d'
  }
}

/** A rule about subscribers (TLS baseline requirements 7.1.2.7.11), which zlint 3.7.1 puts to CA certificates too. */
const NOT_FOR_SIGNERS = ['e_cabf_ecc_allowed_key_usages']

function signerTool({ id }: CaCertificate): string {
  if (id === 'root') return 'lint_cabf_serverauth_cert -t ROOT-CA'
  return id.includes('tls') ? 'lint_cabf_serverauth_cert -t INTERNAL-UNCONSTRAINED-TLS-CA' : 'lint_pkix_cert'
}

describe('certificates of the sandbox before linters', () => {
  test('of every kind, key and day, zlint finds no error', withZlint, async (t) => {
    const { leaves } = await all()
    const profiles = KINDS.flatMap(keysOf).length
    assert.equal(leaves.length, DAYS.length * profiles)
    report(t, leaves, await lintByZlint(leaves))
  })

  test('of every kind and day, pkilint finds no error', withPkilint, async (t) => {
    const leaves = sample((await all()).leaves)
    assert.equal(leaves.length, DAYS.length * KINDS.length)
    assert.deepEqual(new Set(leaves.map(({ key }) => key)), new Set(KEYS))
    report(t, leaves, await lintByPkilint(leaves, leafTool))
  })

  test('of its root and intermediates neither finds an error', withBoth, async (t) => {
    const { signers } = await all()
    assert.equal(signers.length, 11)
    report(t, signers, await lintByZlint(signers, NOT_FOR_SIGNERS))
    report(t, signers, await lintByPkilint(signers, signerTool))
  })

  test('would be complained about by both if they lived a second too long', withBoth, async () => {
    const { core } = await authorityOn('2026-03-15')
    const product = productOf('601')
    assert.ok(product)
    const notBefore = new Date('2026-03-15T00:00:00Z')
    const leaf = async (label: string, lifeMs: number) => ({
      label,
      content: await issueLeaf(core.context.authority, core.context.publicUrl, {
        product,
        subject: {},
        names: ['shop.example.com'],
        taxNumber: null,
        csr: await csrOf('P-256'),
        hashAlgorithm: null,
        notBefore,
        notAfter: new Date(notBefore.getTime() + lifeMs),
      }).then(({ pem }) => pem),
    })
    const subjects = [await leaf('fits', 200 * DAY_MS - 1_000), await leaf('too long', 200 * DAY_MS)]
    await core.close()
    const answers = [
      await lintByZlint(subjects),
      await lintByPkilint(subjects, () => 'lint_cabf_serverauth_cert -d'),
    ]
    for (const findings of answers) {
      const { errors } = sumUp(subjects, findings)
      assert.match(errors.join('\n'), /^too long: \S*valid/)
    }
  })
})
