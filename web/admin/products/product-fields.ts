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

/** Facts that may be empty: then the product has none. */
const NULLABLE_FACTS = ['validation', 'renewalCode'] as const
/** Choices that may be empty: then something else decides. */
const NULLABLE_SETTINGS = ['settings.caAccountId', 'settings.mode', 'settings.defaultMethod'] as const
const RENEWAL = ['settings.renewal.policy', 'settings.renewal.daysBefore'] as const
const ADDITIONAL_MODE = 'settings.additionalNames.mode'

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
        { ...count('settings.additionalNames.limit'), shownWhen: byLimit },
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

const NUMBERS = ['validityDays', 'settings.additionalNames.limit', 'settings.minRsaBits', RENEWAL[1]] as const

/**
 * Only what was changed: what is said once is no longer the CA's or the preset's to say. The renewal goes whole, or not at
 * all.
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
  const nullable = [...NULLABLE_FACTS, ...NULLABLE_SETTINGS].filter((name) => name in sent)
  const hasNoPolicy = isRenewal && RENEWAL.every((name) => textOf(values, name) === '')
  return withNulls(
    bodyOf(sent, booleans, NUMBERS),
    hasNoPolicy ? [...nullable, 'settings.renewal'] : nullable,
  )
}
