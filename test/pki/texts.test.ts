import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { describe, test } from 'node:test'
import { inspectCsr } from '../../pki/csr.ts'
import { checkNames, type NameRules } from '../../pki/names.ts'
import { PKI_PROBLEM_CODES, type PkiProblem } from '../../pki/problem.ts'
import { checkSubject } from '../../pki/subject.ts'
import english from '../../texts/pki.en.json' with { type: 'json' }
import polish from '../../texts/pki.pl.json' with { type: 'json' }
import { fixture, rsaSpki, unsignedCsr } from './fixture.ts'

const TEXTS: Record<string, Record<string, string>> = { english, polish }

function placeholders(text: string): string[] {
  return [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '').sort()
}

async function csrProblems(): Promise<PkiProblem[]> {
  const files = readdirSync(`${import.meta.dirname}/fixtures`).filter((file) => file.endsWith('.csr'))
  const texts = [
    ...files.map(fixture),
    ...['b13c-version-2', 'ov_mojibake'].map((name) => fixture(`field/${name}.csr`)),
    unsignedCsr(rsaSpki((1n << 2047n) + 1n, 65537n), 'Sp?łka'),
    fixture('leaf.pem'),
    'x'.repeat(70_000),
    '-----BEGIN PGP MESSAGE-----\nAA\n-----END PGP MESSAGE-----',
    unsignedCsr(rsaSpki((1n << 16383n) + 1n, 1n)),
  ]
  const results = await Promise.all(texts.map((text) => inspectCsr(text)))
  return results.flatMap((result) =>
    result.ok ? [...result.csr.findings, ...result.csr.refusals] : [result.problem],
  )
}

function nameProblems(): PkiProblem[] {
  const names = `
    https://a https://a.pl/b a@b a_b.com a!.com a.com. a..com -a.com ab--c.com xn--a.com 1.2 com a.local 1.in-addr.arpa a.*.com *.com
    10.0.0.1 8.8.8.8 ż.pl *.a.pl *.b.pl a.pl A.PL ${'a'.repeat(64)}.com ${'ab.'.repeat(80)}com`
  const list = names.trim().split(/\s+/)
  const kinds: NameRules['wildcard'][] = ['forbidden', 'required', 'one-required', 'allowed']
  const proven = ['*.a.pl 8.8.8.8', 'a.pl https://8.8.8.8/', '*.a.pl'].flatMap((text) =>
    [['FILE', 'DNS_TXT'] as const, ['FILE'] as const].map((methods) => ({
      inputs: text.split(' '),
      methods,
    })),
  )
  const ofMethods = proven.map(({ inputs, methods }) =>
    checkNames(inputs, { wildcard: 'allowed', ipAllowed: true, max: 9, allowReservedTlds: false, methods }),
  )
  const ofLists = kinds.flatMap((wildcard) =>
    [list, list.slice(-4), ['a.pl'], []].flatMap((inputs) =>
      [true, false].map((ipAllowed) =>
        checkNames(inputs, {
          wildcard,
          ipAllowed,
          max: 2,
          allowReservedTlds: false,
          idnAllowed: ipAllowed,
        }),
      ),
    ),
  )
  return [...ofMethods, ...ofLists].flatMap(({ problems, notices }) => [...problems, ...notices])
}

describe('the words for problems of keys, CSRs and names', () => {
  for (const [language, texts] of Object.entries(TEXTS)) {
    test(`${language}: a sentence for each code and for nothing else`, () => {
      assert.deepEqual(Object.keys(texts).sort(), [...PKI_PROBLEM_CODES].sort())
      for (const [code, text] of Object.entries(texts)) assert.match(text, /^\S.*\.$/s, code)
    })
  }

  test('both languages use the same placeholders', () => {
    for (const code of PKI_PROBLEM_CODES) {
      assert.deepEqual(
        placeholders(TEXTS.polish?.[code] ?? ''),
        placeholders(TEXTS.english?.[code] ?? ''),
        code,
      )
    }
  })

  test('every placeholder is filled by the problem, and nearly every code is met', async () => {
    const problems = [
      ...(await csrProblems()),
      ...nameProblems(),
      ...checkSubject({ country: 'Poland', locality: '-', givenName: 'x'.repeat(17) }),
    ]
    for (const { code, params = {} } of problems) {
      for (const name of placeholders(TEXTS.english?.[code] ?? ''))
        assert.ok(name in params, `${code}: ${name}`)
    }
    const withPlaceholders = PKI_PROBLEM_CODES.filter((code) => TEXTS.english?.[code]?.includes('{{'))
    const met = new Set<string>(problems.map(({ code }) => code))
    assert.deepEqual(
      withPlaceholders.filter((code) => !met.has(code)),
      [],
    )
  })
})
