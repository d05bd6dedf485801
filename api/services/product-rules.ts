import type { FieldProblem } from '../../domain/errors.ts'
import type { ControlMethod, NameAllowance, ProductKind, Validation } from '../../domain/product.ts'
import { methodsOfKind, namesOfKind, validationsOfKind } from '../../domain/product-presets.ts'
import { type ProductSettings, productSettings } from '../../domain/product-settings.ts'
import type { ProductEdit } from '../../store/queries/products.ts'
import type { ProductChange } from '../schemas/catalogue.ts'
import type { ProductSettingsChange } from '../schemas/product-settings.ts'
import { withoutGaps } from './without-gaps.ts'

/** What a product is before it is changed. */
export interface ProductBefore {
  kind: ProductKind | null
  validation: Validation | null
  names: NameAllowance
  methods: readonly ControlMethod[]
  settings: Partial<ProductSettings>
  enabled: boolean
}

/** A change, and what is wrong with it. */
export interface JudgedChange {
  edit: ProductEdit
  problems: FieldProblem[]
}

/** A product whose kind is set gets what comes with the kind, unless that was said too. */
function comesWithKind({ kind, names, methods }: ProductChange, before: ProductBefore): ProductEdit {
  if (kind === undefined || kind === before.kind) return {}
  return {
    ...(names === undefined ? { names: namesOfKind(kind) } : {}),
    ...(methods === undefined ? { methods: methodsOfKind(kind) } : {}),
  }
}

function settingsEdit(
  { additionalNames, ...change }: ProductSettingsChange,
  inForce: ProductSettings,
): Partial<ProductSettings> {
  const plain = withoutGaps(change)
  if (additionalNames === undefined) return plain
  return { ...plain, additionalNames: { ...inForce.additionalNames, ...withoutGaps(additionalNames) } }
}

/** What the kind does not let stand of the settings that were chosen. */
function settingsProblems(chosen: Partial<ProductSettings>, inForce: ProductSettings): FieldProblem[] {
  const at = (path: string, code: string, params?: FieldProblem['params']): FieldProblem => ({
    path: `/settings/${path}`,
    code,
    ...(params ? { params } : {}),
  })
  const isOverruled = (key: 'wildcard' | 'idnAllowed' | 'wwwTogether'): boolean =>
    chosen[key] !== undefined && chosen[key] !== inForce[key]
  const { minRsaBits, additionalNames } = chosen
  return [
    ...(['wildcard', 'idnAllowed', 'wwwTogether'] as const)
      .filter(isOverruled)
      .map((key) => at(key, 'not-for-product')),
    ...(minRsaBits !== undefined && minRsaBits < inForce.minRsaBits
      ? [at('minRsaBits', 'too-small', { min: inForce.minRsaBits })]
      : []),
    ...(additionalNames !== undefined && additionalNames.mode !== inForce.additionalNames.mode
      ? [at('additionalNames/mode', 'not-for-product')]
      : []),
  ]
}

function methodProblems(
  { methods }: Pick<ProductBefore, 'methods'>,
  kind: ProductKind | null,
  defaultMethod: ControlMethod | null | undefined,
): FieldProblem[] {
  const isForNothing = methods.length > 0 && methodsOfKind(kind).length === 0
  if (isForNothing) return [{ path: '/methods', code: 'not-for-product' }]
  if (!defaultMethod || methods.includes(defaultMethod)) return []
  const params = { method: defaultMethod, allowed: methods.join(', ') }
  return [{ path: '/settings/defaultMethod', code: 'method-not-offered', params }]
}

function namesProblems({ included, max }: NameAllowance): FieldProblem[] {
  return included <= max ? [] : [{ path: '/names/included', code: 'too-big', params: { max } }]
}

function kindProblems({ kind, validation, enabled }: ProductBefore): FieldProblem[] {
  if (kind === null || validation === null) {
    return enabled ? [{ path: '/enabled', code: 'product-kind-missing' }] : []
  }
  const allowed = validationsOfKind(kind)
  if (allowed.includes(validation)) return []
  return [{ path: '/validation', code: 'not-allowed', params: { allowed: allowed.join(', ') } }]
}

/** Judges what an admin changes of a product, by what it will then be. The account it names is judged elsewhere. */
export function judgeChange(change: ProductChange, before: ProductBefore): JudgedChange {
  const { settings, names, ...facts } = change
  const kind = change.kind ?? before.kind
  const presets = comesWithKind(change, before)
  const chosen = settings === undefined ? {} : settingsEdit(settings, productSettings(kind, before.settings))
  const allowance = {
    ...(change.kind === undefined ? before.names : namesOfKind(kind)),
    ...withoutGaps(names ?? {}),
  }
  const edit: ProductEdit = {
    ...withoutGaps(facts),
    ...presets,
    ...(names === undefined ? {} : { names: allowance }),
    ...(settings === undefined ? {} : { settings: chosen }),
  }
  const after: ProductBefore = { ...before, ...edit, settings: { ...before.settings, ...chosen } }
  const inForce = productSettings(kind, after.settings)
  return {
    edit,
    problems: [
      ...kindProblems(after),
      ...namesProblems(after.names),
      ...methodProblems(after, kind, inForce.defaultMethod),
      ...settingsProblems(chosen, inForce),
    ],
  }
}
