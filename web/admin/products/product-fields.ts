import { RENEWAL_POLICIES } from '../../../domain/order-terms.ts'
import { CA_MODES, PRODUCT_KINDS, VALIDATIONS } from '../../../domain/product.ts'
import { ADDITIONAL_NAMES_MODES, RSA_SIZES } from '../../../domain/product-settings.ts'
import { LANGUAGES } from '../../../texts/texts.ts'
import type { FieldOption, FieldSpec, SectionSpec } from '../../forms/field-spec.ts'
import {
  bodyOf,
  changedValues,
  type FormValues,
  textOf,
  valuesOf,
  withNulls,
} from '../../forms/form-values.ts'
import type { PageTexts } from '../../page-texts.ts'
import type { AccountJson, ProductJson } from '../../services.ts'

const RENEWAL = ['settings.renewal.policy', 'settings.renewal.daysBefore'] as const
const ADDITIONAL_MODE = 'settings.additionalNames.mode'
const ADDITIONAL_LIMIT = 'settings.additionalNames.limit'
/** What the CA takes. The catalogue tells what is sold of it, so these begin empty, and empty they stay as they are. */
const NAMES = ['names.included', 'names.max', 'names.step'] as const

const check = (name: string): FieldSpec => ({ name: `settings.${name}`, type: 'checkbox' })
const choice = (name: string, options: readonly FieldOption[]): FieldSpec => ({
  name,
  type: 'select',
  options,
})
const count = (name: string): FieldSpec => ({ name, type: 'number', isShort: true })

/** What a product is: the CA says so, or an admin where it does not. */
export function factFields(): FieldSpec[] {
  return [
    { name: 'name', type: 'text' },
    choice('kind', ['', ...PRODUCT_KINDS]),
    choice('validation', ['', ...VALIDATIONS]),
    { name: 'renewalCode', type: 'text', isShort: true },
    count('validityDays'),
    ...NAMES.map(count),
  ]
}

/** How a product is sold (row O2). */
function settingsSections(
  { methods }: Pick<ProductJson, 'methods'>,
  accounts: readonly AccountJson[],
  { t }: PageTexts,
): SectionSpec[] {
  // Nothing said is another thing than «nothing happens».
  const asInstalled = { value: '', label: t('products:as-installed') }
  const byLimit = { field: ADDITIONAL_MODE, is: ['limit'] }
  return [
    {
      key: 'names',
      fields: [
        choice(ADDITIONAL_MODE, ADDITIONAL_NAMES_MODES),
        { ...count(ADDITIONAL_LIMIT), shownWhen: byLimit },
        check('wildcard'),
        check('idnAllowed'),
        check('wwwTogether'),
      ],
    },
    {
      key: 'ca',
      fields: [
        choice('settings.caAccountId', ['', ...accounts.map(({ id, name }) => ({ value: id, label: name }))]),
        choice('settings.mode', ['', ...CA_MODES]),
        choice('settings.caLanguage', LANGUAGES),
        choice('settings.defaultMethod', ['', ...methods]),
        { ...choice('settings.minRsaBits', RSA_SIZES.map(String)), isNumber: true },
      ],
    },
    {
      key: 'shop',
      fields: [check('showProductName'), check('renewShown'), check('dueDateFollowsPaid')],
    },
    {
      key: 'renewal',
      fields: [
        choice('settings.renewal.policy', [asInstalled, ...RENEWAL_POLICIES]),
        count('settings.renewal.daysBefore'),
      ],
    },
  ]
}

export function productSections(
  product: ProductJson,
  accounts: readonly AccountJson[],
  texts: PageTexts,
): SectionSpec[] {
  const sale: SectionSpec = { key: 'sale', fields: [{ name: 'enabled', type: 'checkbox' }] }
  return [sale, { key: 'facts', fields: factFields() }, ...settingsSections(product, accounts, texts)]
}

/** What the form of a product begins with. */
export function productValues(product: ProductJson): FormValues {
  const { name, kind, validation, renewalCode, validityDays, settings, enabled } = product
  return valuesOf({ name, kind, validation, renewalCode, validityDays, settings, enabled })
}

const NUMBERS = ['validityDays', ...NAMES, ADDITIONAL_LIMIT, 'settings.minRsaBits', RENEWAL[1]] as const

/** An empty limit where there is none to keep is nothing that was said. */
function isIdle(name: string, values: FormValues): boolean {
  return name === ADDITIONAL_LIMIT && textOf(values, ADDITIONAL_MODE) !== 'limit'
}

/**
 * Only what was changed: what is said once is no longer the CA's or the preset's to say. What was emptied goes as null,
 * so that what may be empty is taken away, and the rest refused. The renewal goes whole, or not at all.
 */
export function productChange(
  product: ProductJson,
  values: FormValues,
  checkboxes: readonly string[],
): Record<string, unknown> {
  const changed = changedValues(values, productValues(product))
  const isRenewal = RENEWAL.some((name) => name in changed)
  const renewal = Object.fromEntries(RENEWAL.map((name) => [name, textOf(values, name)]))
  const sent = isRenewal ? { ...changed, ...renewal } : changed
  const booleans = checkboxes.filter((name) => name in sent)
  const hasNoPolicy = isRenewal && RENEWAL.every((name) => textOf(values, name) === '')
  const named = Object.keys(changed).filter(
    (name) => !RENEWAL.some((each) => each === name) && !isIdle(name, values),
  )
  return withNulls(
    bodyOf(sent, booleans, { numbers: NUMBERS }),
    hasNoPolicy ? [...named, 'settings.renewal'] : named,
  )
}
