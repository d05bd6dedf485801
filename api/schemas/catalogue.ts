import { z } from 'zod'
import { CONTROL_METHODS, EMAIL_PREFIXES, PRODUCT_KINDS, VALIDATIONS } from '../../domain/product.ts'

export const product = z
  .strictObject({
    code: z.string(),
    name: z.string(),
    kind: z.enum(PRODUCT_KINDS),
    validation: z.enum(VALIDATIONS).nullable(),
    renewalCode: z.string().nullable(),
    validityDays: z.int(),
    maxCertificateDays: z.int().meta({ description: 'The most a certificate issued today may live' }),
    names: z.strictObject({ included: z.int(), max: z.int(), step: z.int() }),
    hashAlgorithms: z.array(z.string()),
    methods: z.array(z.enum(CONTROL_METHODS)),
    emailPrefixes: z.array(z.enum(EMAIL_PREFIXES)),
    requiredFields: z
      .array(z.string())
      .meta({ description: 'Paths into the configuration; `a|b` means one of both' }),
    requiredDocuments: z.array(z.string()),
    minKey: z.strictObject({ rsaBits: z.int(), curves: z.array(z.string()) }),
    settings: z.record(z.string(), z.unknown()),
    enabled: z.boolean(),
  })
  .meta({ id: 'Product' })

export type ProductJson = z.output<typeof product>

export const productList = z.strictObject({ items: z.array(product) }).meta({ id: 'ProductList' })

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
