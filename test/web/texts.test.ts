import assert from 'node:assert/strict'
import { globSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { PROOF_STATES } from '../../activities/ca/port.ts'
import { ACTIONS, ROLES } from '../../domain/actions.ts'
import { DOCUMENT_STATES, DOCUMENT_TYPES } from '../../domain/document.ts'
import { ERROR_CODES } from '../../domain/errors.ts'
import { ORDER_STATES } from '../../domain/order-state.ts'
import { CA_ORDER_PURPOSES, CA_ORDER_STATUSES, CERTIFICATE_STATUSES } from '../../domain/order-view.ts'
import { CONTROL_METHODS, EMAIL_PREFIXES, PRODUCT_KINDS, VALIDATIONS } from '../../domain/product.ts'
import { KEY_TYPES } from '../../pki/key-types.ts'
import { SERVER_TYPES } from '../../pki/server-types.ts'
import english from '../../texts/pages.en.json' with { type: 'json' }
import polish from '../../texts/pages.pl.json' with { type: 'json' }
import { catalogue } from '../../texts/texts.ts'
import { approverSection, controlSection, stepOneSections } from '../../web/configure/field-specs.ts'
import type { SectionSpec } from '../../web/forms/field-spec.ts'
import { P12_PROBLEMS } from '../../web/p12-problems.ts'
import { pageTexts } from '../../web/page-texts.ts'

const WEB = join(import.meta.dirname, '..', '..', 'web')
const TEXTS = join(import.meta.dirname, '..', '..', 'texts')
const PLURAL = /_(one|few|many|other)$/
/** Shown by their codes alone where they have no words. */
const NEVER_ON_PAGES = [
  'not-json',
  'unauthenticated',
  'reference-in-use',
  'idempotency-key-reused',
  'unsupported-media-type',
  'ca-refused',
  'method-not-allowed',
]

type Tree = { [key: string]: string | Tree }

function leaves(tree: Tree, prefix = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[prefix + key, value]] : leaves(value, `${prefix}${key}.`),
  )
}

function treeIn(file: string): Tree {
  return JSON.parse(readFileSync(join(TEXTS, file), 'utf8')) as Tree
}

function keysOf(tree: Tree): string[] {
  return [...new Set(leaves(tree).map(([key]) => key.replace(PLURAL, '')))].sort()
}

/** The values that a text, in whichever of its plural forms, is filled with. */
function placeholdersOf(tree: Tree, key: string): string[] {
  const forms = leaves(tree).filter(([name]) => name.replace(PLURAL, '') === key)
  const found = forms.flatMap(([, text]) =>
    [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? ''),
  )
  return [...new Set(found)].sort()
}

function sources(pattern: string): { file: string; text: string }[] {
  return globSync(pattern, { cwd: WEB }).map((file) => ({
    file,
    text: readFileSync(join(WEB, file), 'utf8'),
  }))
}

const templates = sources('views/**/*.hbs')

function has(key: string): boolean {
  const texts = pageTexts('en')
  return texts.has(key) || texts.has(`${key}_other`)
}

/** Code may also name a group, whose texts it adds by their own names. */
function isNamed(key: string): boolean {
  return has(key) || catalogue.exists(key.includes(':') ? key : `pages:${key}`, { lng: 'en' })
}

function lacking(family: string, values: readonly string[]): string[] {
  return values.map((value) => `${family}.${value}`).filter((key) => !has(key))
}

function everySection(): SectionSpec[] {
  const traits = PRODUCT_KINDS.flatMap((kind) =>
    [...VALIDATIONS, null].map((validation) => ({ kind, validation })),
  )
  const stepOne = traits.flatMap((each) => stepOneSections(each, SERVER_TYPES, ['RSA-SHA256']))
  return [...stepOne, approverSection(CONTROL_METHODS), controlSection(CONTROL_METHODS)]
}

describe('words of the pages', () => {
  test('both languages have the same keys with the same placeholders', () => {
    assert.deepEqual(keysOf(polish), keysOf(english))
    for (const key of keysOf(english))
      assert.deepEqual(placeholdersOf(polish, key), placeholdersOf(english, key), key)
  })

  test('so have the files of all other words, mails and errors among them', () => {
    const files = readdirSync(TEXTS).filter((file) => file.endsWith('.en.json'))
    assert.ok(files.length > 5)
    for (const file of files) {
      const [inEnglish, inPolish] = [file, file.replace('.en.', '.pl.')].map((name) => treeIn(name))
      assert.ok(inEnglish && inPolish)
      assert.deepEqual(keysOf(inPolish), keysOf(inEnglish), file)
      for (const key of keysOf(inEnglish))
        assert.deepEqual(placeholdersOf(inPolish, key), placeholdersOf(inEnglish, key), `${file} ${key}`)
    }
  })

  test('no text is empty, and every count has the forms of its language', () => {
    for (const [key, text] of [...leaves(english), ...leaves(polish)]) assert.notEqual(text.trim(), '', key)
    const counted = leaves(english).filter(([key]) => key.endsWith('_one'))
    assert.ok(counted.length > 0)
    const polishKeys = new Set(leaves(polish).map(([key]) => key))
    for (const [key] of counted)
      for (const form of ['one', 'few', 'many', 'other'])
        assert.ok(polishKeys.has(key.replace(PLURAL, `_${form}`)), `${key}: ${form}`)
  })

  test('every text that a template names exists', () => {
    const named = templates.flatMap(({ file, text }) =>
      [...text.matchAll(/\{\{t "([^"]+)"|label="([a-z][\w.-]+)"/g)].map((match) => [
        file,
        match[1] ?? match[2] ?? '',
      ]),
    )
    assert.ok(named.length > 100)
    assert.deepEqual(
      named.filter(([, key]) => !has(key ?? '')),
      [],
    )
  })

  test('every text that the code names exists', () => {
    const code = sources('**/*.ts').filter(({ file }) => !file.startsWith('browser'))
    const families = Object.keys(english).join('|')
    const literal = new RegExp(`'((?:${families})\\.[\\w.-]+)'`, 'g')
    const fields = new Set(everySection().flatMap((section) => section.fields.map(({ name }) => name)))
    const named = code.flatMap(({ text }) => [...text.matchAll(literal)].map((match) => match[1] ?? ''))
    assert.ok(named.length > 30)
    assert.deepEqual(
      named.filter((key) => !isNamed(key) && !fields.has(key)),
      [],
    )
  })

  test('every text of another file that the code names exists', () => {
    const literal = /'([a-z][a-z-]*:[a-z][\w-]*(?:\.[\w-]+)*)'/g
    const spaces = readdirSync(TEXTS).map((file) => file.split('.')[0] ?? '')
    const named = sources('**/*.ts')
      .flatMap(({ text }) => [...text.matchAll(literal)].map((match) => match[1] ?? ''))
      .filter((key) => spaces.includes(key.split(':')[0] ?? ''))
    assert.deepEqual(
      named.filter((key) => !isNamed(key)),
      [],
    )
  })

  test('whatever an order can be has words', () => {
    assert.deepEqual(
      [
        ...lacking('state', ORDER_STATES),
        ...lacking('next', ORDER_STATES),
        ...lacking(
          'action',
          ACTIONS.filter((action) => action !== 'payment'),
        ),
        ...lacking('certificate', CERTIFICATE_STATUSES),
        ...lacking('ca-status', CA_ORDER_STATUSES),
        ...lacking('purpose', CA_ORDER_PURPOSES),
        ...lacking('control', PROOF_STATES),
        ...lacking('option.document.type', DOCUMENT_TYPES),
        ...lacking('document-help', ['APPLICANT', 'ORGANIZATION', 'AUTHORIZATION']),
        ...lacking('document-state', [...DOCUMENT_STATES, 'WAITING']),
        ...lacking('role', [...ROLES, 'system']),
        ...lacking('option.serverType', SERVER_TYPES),
        ...lacking('option.keyType', KEY_TYPES),
        ...lacking('p12-problem', P12_PROBLEMS),
        ...lacking('key-tool', ['no-commonName', 'no-email']),
        ...lacking('option.verification.method', CONTROL_METHODS),
        ...lacking('option.verification.emailPrefix', EMAIL_PREFIXES),
      ],
      [],
    )
  })

  test('every field and section of the configuration has words, whatever the product', () => {
    const sections = everySection()
    const fields = sections.flatMap((section) => section.fields.map(({ name }) => name))
    assert.deepEqual(
      [
        ...lacking('field', fields),
        ...lacking(
          'section',
          sections.map(({ key }) => key),
        ),
      ],
      [],
    )
  })

  test('every error that a page can show has a title and a text', () => {
    const codes = ERROR_CODES.filter((code) => !NEVER_ON_PAGES.includes(code))
    assert.deepEqual(
      [
        ...lacking(
          'error',
          codes.map((code) => `${code}.title`),
        ),
        ...lacking(
          'error',
          codes.map((code) => `${code}.text`),
        ),
      ],
      [],
    )
  })

  test('counts read well in Polish', () => {
    const { t } = pageTexts('pl')
    assert.equal(t('configure.names-hint', { count: 1 }), 'W tym certyfikacie mieści się 1 nazwa.')
    assert.equal(t('configure.names-hint', { count: 3 }), 'W tym certyfikacie mieszczą się 3 nazwy.')
    assert.equal(t('configure.names-hint', { count: 5 }), 'W tym certyfikacie mieści się 5 nazw.')
  })
})

describe('templates', () => {
  test('print nothing unescaped, and hold neither scripts nor styles of their own', () => {
    for (const { file, text } of templates) {
      assert.doesNotMatch(text, /\{\{\{|\{\{&/, file)
      assert.doesNotMatch(text, /<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=/i, file)
    }
  })

  test('every form that is posted carries the token, and every command of an order its id', () => {
    for (const { file, text } of templates)
      for (const [form] of text.matchAll(/<form method="post"[\s\S]*?<\/form>/g))
        assert.match(form, /\{\{csrf\}\}/, file)
  })
})
