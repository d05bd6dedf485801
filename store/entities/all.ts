import { Admin } from './admin.ts'
import { BillingSystem } from './billing-system.ts'
import { CaAccount } from './ca-account.ts'
import { CaOrder } from './ca-order.ts'
import { Certificate } from './certificate.ts'
import { Command } from './command.ts'
import { Configuration } from './configuration.ts'
import { ConfigurationDraft } from './configuration-draft.ts'
import { Product } from './product.ts'

/** Tables that are read as objects. The others are reached by single statements in `queries/`. */
export const ENTITIES = [
  Admin,
  BillingSystem,
  CaAccount,
  CaOrder,
  Certificate,
  Command,
  Configuration,
  ConfigurationDraft,
  Product,
]
