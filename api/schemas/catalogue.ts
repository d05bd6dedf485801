import { z } from 'zod'
import { CONTROL_METHODS, EMAIL_PREFIXES, PRODUCT_KINDS, VALIDATIONS } from '../../domain/product.ts'
import { line } from './common.ts'
import { productSettings, productSettingsChange } from './product-settings.ts'

const flags = z
  .strictObject({
    multipleSubdomains: z.boolean(),
    organizationInformation: z.boolean(),
    extendedValidation: z.boolean(),
    csr2048: z.boolean(),
    idn: z.boolean(),
    wwwAndBare: z.boolean(),
    multipleNames: z.boolean(),
  })
  .meta({ description: 'The flags of BILLmanager’s templates' })

export const product = z
  .strictObject({
    code: z.string(),
    name: z.string(),
    caName: z.string().meta({ description: 'Of the certificate, as the CA has it' }),
    kind: z.enum(PRODUCT_KINDS).nullable().meta({
      description: 'Null after an import that could not tell: an admin sets it before it can be sold',
    }),
    validation: z.enum(VALIDATIONS).nullable(),
    renewalCode: z.string().nullable(),
    validityDays: z.int(),
    maxCertificateDays: z.int().meta({ description: 'The most a certificate issued today may live' }),
    names: z
      .strictObject({ included: z.int(), max: z.int(), step: z.int() })
      .meta({ description: 'As sold: what the CA takes, as far as `settings.additionalNames` goes' }),
    hashAlgorithms: z.array(z.string()),
    methods: z.array(z.enum(CONTROL_METHODS)),
    methodEnds: z
      .array(z.strictObject({ method: z.enum(CONTROL_METHODS), date: z.string() }))
      .meta({ description: 'From this day on the method proves nothing' }),
    emailPrefixes: z.array(z.enum(EMAIL_PREFIXES)),
    requiredFields: z
      .array(z.string())
      .meta({ description: 'Paths into the configuration; `a|b` means one of both' }),
    requiredDocuments: z.array(z.string()),
    minKey: z.strictObject({ rsaBits: z.int(), curves: z.array(z.string()) }),
    settings: productSettings,
    flags,
    listed: z.boolean().meta({ description: 'False where the CA’s list lacked it at the last import' }),
    enabled: z.boolean(),
  })
  .meta({ id: 'Product' })

export type ProductJson = z.output<typeof product>

export const productList = z.strictObject({ items: z.array(product) }).meta({ id: 'ProductList' })

const MOST_NAMES = 1000
/** Three years, and a little. */
const MOST_DAYS = 1200

const allowance = z
  .strictObject({
    included: z.int().min(0).max(MOST_NAMES),
    max: z.int().min(0).max(MOST_NAMES),
    step: z.int().min(1).max(MOST_NAMES),
  })
  .partial()
  .meta({ description: 'What the CA takes' })

const facts = {
  name: line(100),
  kind: z.enum(PRODUCT_KINDS),
  validation: z.enum(VALIDATIONS).nullable(),
  renewalCode: line(64).nullable(),
  validityDays: z.int().min(1).max(MOST_DAYS),
  names: allowance,
  hashAlgorithms: z.array(line(64)).max(20),
  methods: z.array(z.enum(CONTROL_METHODS)).max(CONTROL_METHODS.length),
  settings: productSettingsChange,
  enabled: z.boolean(),
}

/** What is not given stays; what is given stays at the next import. */
export const productChange = z.strictObject(facts).partial().meta({ id: 'ProductChange' })
export type ProductChange = z.output<typeof productChange>

/** A product that no CA lists. */
export const newProduct = z
  .strictObject({ ...facts, code: z.string().regex(/^[\w.-]{1,64}$/, 'bad-format') })
  .partial()
  .required({ code: true, name: true, kind: true, validation: true, validityDays: true })
  .meta({ id: 'NewProduct' })
export type NewProductBody = z.output<typeof newProduct>

const codes = z.array(z.string())

export const catalogueImport = z
  .strictObject({
    caAccountId: z.string(),
    added: codes,
    changed: codes.meta({ description: 'Known before, and now with other facts' }),
    unknown: codes.meta({ description: 'An admin has to set their kind or validation' }),
    gone: codes.meta({ description: 'In the catalogue, and not in the CA’s list any more' }),
    ignored: codes.meta({ description: 'Renewals of nothing that the CA lists' }),
  })
  .meta({ id: 'CatalogueImport' })

export const catalogueImportAccepted = z
  .strictObject({
    caAccountId: z.string(),
    command: z.strictObject({ id: z.string(), state: z.literal('accepted') }),
  })
  .meta({ id: 'CatalogueImportAccepted' })

/** Which account's list; the preferred account's where nothing is said. */
export const importRequest = z.strictObject({ caAccountId: line(64).optional() })

export const me = z
  .strictObject({
    name: z
      .string()
      .nullable()
      .meta({ description: 'Of the billing system; null for a token of the installation' }),
    billingSystem: z.strictObject({ id: z.string(), name: z.string() }).nullable(),
    scopes: z.array(z.string()),
  })
  .meta({ id: 'Me' })
