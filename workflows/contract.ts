import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common'
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow'
import type { Action } from '../domain/actions.ts'
import type { CaWants } from '../domain/ca-wants.ts'
import type { Actor, CommandOutcome } from '../domain/command.ts'
import type { FieldProblem } from '../domain/errors.ts'
import type { SetupRule } from '../domain/order-state.ts'
import type { PaymentStatus, RenewalPolicy } from '../domain/order-terms.ts'
import type { CancellationTime, CaOrderStatus, CertificateStatus, OrderView } from '../domain/order-view.ts'
import type { CaMode, ProductKind, Validation } from '../domain/product.ts'
import type { RevocationReason } from '../domain/revocation.ts'

/** Names and shapes that clients, the relay, the watcher and operators share with the workflows. */

export const TASK_QUEUE = 'certloom'
/** Calls of a CA have a queue of their own, so that a CA that hangs never starves the rest. */
export const CA_TASK_QUEUE = 'certloom-ca'
export const ORDER_WORKFLOW = 'certificateOrder'
export const WATCHER_WORKFLOW = 'caWatcher'
export const CONFIGURATION_CHECK_WORKFLOW = 'configurationCheck'
export const CA_ACCOUNT_CHECK_WORKFLOW = 'caAccountCheck'
export const CATALOGUE_IMPORT_WORKFLOW = 'catalogueImport'

export function orderWorkflowId(orderId: string): string {
  return `order-${orderId}`
}

export function watcherWorkflowId(caAccountId: string): string {
  return `ca-watcher-${caAccountId}`
}

/** One import an account at a time. */
export function importWorkflowId(caAccountId: string): string {
  return `catalogue-import-${caAccountId}`
}

/** The CA's id for the n-th purchase of an order, at most 50 characters: every attempt at one purchase carries the same. */
export function caOrderIdOf(orderId: string, n: number): string {
  return `${orderId}-${n}`
}

/** What a command carries besides itself. People's data stay in PostgreSQL, under the command's or another id. */
export interface CommandArguments {
  /** `billedNames`: how many names are to be paid before the CA is asked (row O7); missing means none. */
  configure: { configurationId: string; billedNames?: number }
  changeVerification: Record<string, never>
  checkVerification: Record<string, never>
  addDocuments: { documentId: string }
  cancel: Record<string, never>
  /**
   * `invoice`: missing in what release 0.1 told. `knownAs`: what PostgreSQL remembers of it, where the order's own book may
   * have forgotten it.
   */
  paymentReceived: {
    status: PaymentStatus
    paidUntil: string | null
    invoice?: string
    knownAs?: PaymentStatus
  }
  accept: Record<string, never>
  synchronize: Record<string, never>
  /** A row of `configurations`: what the next reissue or renewal will use. */
  provideRenewalCsr: { configurationId: string }
  /** Of the newest certificate where no serial number is given. */
  reissue: { serialNumber: string | null; configurationId: string; addNames: string[] }
  /** With what is stored where no configuration is given; `product`: the code by which another period is renewed. */
  renew: { serialNumber: string | null; configurationId: string | null; product: string | null }
  revoke: { serialNumber: string; reason: RevocationReason; compromisedOn: string | null }
  requestCancellation: { when: CancellationTime; revoke: boolean }
  withdrawCancellation: Record<string, never>
  repeat: Record<string, never>
  /** The address, where one was given, stands in the command's row. */
  send: Record<string, never>
  sendConfigurationEmail: Record<string, never>
  editProperties: { configurationId: string }
  changeRenewal: { policy: RenewalPolicy | null; daysBefore: number | null }
  /** Of a manual CA: the certificate has been checked and is kept under this number. */
  addCertificate: { serialNumber: string; paidUntil: string | null }
  suspend: Record<string, never>
  resume: Record<string, never>
  terminateService: { revoke: boolean }
}
export type CommandName = keyof CommandArguments

/** A command as it travels. Operators send signals without a command id; `arguments` may then be missing too. */
export interface CommandMessage<Name extends CommandName = CommandName> {
  commandId: string
  actor: Actor
  arguments: CommandArguments[Name]
}

interface CommandDefinition {
  /** Its name in `actions` and its path below `/orders/{id}`. */
  action: Action
  /** Whether it may come as a bare Signal from the Temporal CLI or UI. */
  byOperator: boolean
  /** What the Temporal UI shows for the work it starts. */
  summary: string
}

/** Every command of an order. Paths, actions, validators, the relay and the OpenAPI document derive from this table. */
export const COMMANDS = {
  configure: { action: 'configuration', byOperator: false, summary: 'Order at the CA' },
  changeVerification: { action: 'verification', byOperator: false, summary: 'New code or method' },
  checkVerification: { action: 'verification/check', byOperator: true, summary: 'Look at the proof now' },
  addDocuments: { action: 'documents', byOperator: false, summary: 'Send documents to the CA' },
  cancel: { action: 'cancel', byOperator: true, summary: 'Cancel the order' },
  paymentReceived: { action: 'payment', byOperator: false, summary: 'Payment received' },
  accept: { action: 'acceptance', byOperator: true, summary: 'Accepted' },
  synchronize: { action: 'synchronize', byOperator: true, summary: 'Read the CA again' },
  provideRenewalCsr: { action: 'renewal-csr', byOperator: false, summary: 'CSR for the next certificate' },
  reissue: { action: 'reissue', byOperator: false, summary: 'Reissue the certificate' },
  renew: { action: 'renew', byOperator: false, summary: 'Renew at the CA' },
  revoke: { action: 'revoke', byOperator: true, summary: 'Revoke a certificate' },
  requestCancellation: {
    action: 'cancellation-request',
    byOperator: false,
    summary: 'The client wants it to end',
  },
  withdrawCancellation: {
    action: 'cancellation-withdrawal',
    byOperator: false,
    summary: 'The client wants it to go on',
  },
  repeat: { action: 'repeat', byOperator: true, summary: 'Order again, free of charge' },
  send: { action: 'send', byOperator: false, summary: 'Send the certificate by mail' },
  sendConfigurationEmail: {
    action: 'configuration-email',
    byOperator: false,
    summary: 'Send the configuration mail again',
  },
  editProperties: { action: 'properties', byOperator: false, summary: 'Data for the next renewal' },
  changeRenewal: { action: 'renewal', byOperator: false, summary: 'Policy of the renewal' },
  addCertificate: { action: 'certificates', byOperator: false, summary: 'Take in a certificate by hand' },
  suspend: { action: 'suspend', byOperator: false, summary: 'Suspend' },
  resume: { action: 'resume', byOperator: false, summary: 'Resume' },
  terminateService: { action: 'terminate', byOperator: false, summary: 'Terminate the service' },
} as const satisfies Record<CommandName, CommandDefinition>

export const COMMAND_NAMES = Object.keys(COMMANDS) as CommandName[]

/** The Update of a command; `updateId` is its command id. Rejected with `not-possible-now` by the validator. */
export function commandUpdate<Name extends CommandName>(name: Name) {
  return defineUpdate<CommandOutcome, [CommandMessage<Name>], Name>(name)
}

/** The Signal of the same name, for the relay and for operators. */
export function commandSignal<Name extends CommandName>(name: Name) {
  return defineSignal<[CommandMessage<Name>?], Name>(name)
}

/** A difference the watcher saw at the CA. */
export interface CaChange {
  caOrderId: string
  status: CaOrderStatus
  control: { verified: number; of: number } | null
  certificates: { serialNumber: string; status: CertificateStatus }[]
  /** Missing in what earlier releases sent. */
  wants?: CaWants
}
export const caChanged = defineSignal<[CaChange]>('caChanged')

/** Our own look found what proves control: time to tell the CA to look. */
export const recordVisible = defineSignal<[{ caOrderId: string }]>('recordVisible')

/** A policy that the order may depend on has changed: read it again. */
export const renewalChanged = defineSignal<[]>('renewalChanged')

export const orderQuery = defineQuery<OrderView>('order')

/** What an order's workflow is started with. The product part is the order's own snapshot. */
export interface OrderStart {
  orderId: string
  commandId: string
  actor: Actor
  caAccountId: string
  caMode: CaMode
  product: {
    code: string
    name: string
    kind: ProductKind
    /** Missing in orders that an earlier release started. */
    validation?: Validation | null
    validityDays: number
  }
  setup: SetupRule
  paidUntil: string | null
  /** Present where the billing system sent the configuration along. */
  configurationId: string | null
  /** How many of its names are to be paid before the CA is asked. */
  billedNames?: number
  /** Whether it is paid for term by term until somebody ends it. Missing in orders of an earlier release. */
  recurring?: boolean
  /** Every step at the CA is an admin's task. */
  isManualCa?: boolean
}

/** Result of the short workflow behind `configuration/check`: empty means that the CA would take it. */
export interface ConfigurationCheckResult {
  problems: FieldProblem[]
}

/** Result of the short workflow behind an account's check: null problem means that it can be used. */
export interface CaAccountCheckResult {
  problem: string | null
  caCode: number | null
}

/** Result of the short workflow behind an import, as codes of products; or why it needs an admin. */
export type CatalogueImportResult =
  | {
      ok: true
      added: string[]
      changed: string[]
      /** Nobody has said yet what they are. */
      unknown: string[]
      gone: string[]
      /** Renewals of nothing that is listed. */
      ignored: string[]
    }
  | { ok: false; problem: string }

/** For operators only: lists in the product never read them, and no personal data may enter. */
export const SEARCH_ATTRIBUTES = {
  state: defineSearchAttributeKey('CertloomState', SearchAttributeType.KEYWORD),
  product: defineSearchAttributeKey('CertloomProduct', SearchAttributeType.KEYWORD),
  names: defineSearchAttributeKey('CertloomNames', SearchAttributeType.KEYWORD_LIST),
  expiresAt: defineSearchAttributeKey('CertloomExpiresAt', SearchAttributeType.DATETIME),
  paidUntil: defineSearchAttributeKey('CertloomPaidUntil', SearchAttributeType.DATETIME),
} as const
