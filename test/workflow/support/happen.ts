import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client'
import { type CommandArguments, type CommandName, caChanged } from '../../../workflows/contract.ts'
import type { Happening } from './any-life.ts'
import { messageOf, type OrderUnderTest } from './order-under-test.ts'

/** What each command is sent with; nothing but its name otherwise. */
export const ARGUMENTS: { [Name in CommandName]?: CommandArguments[Name] } = {
  configure: { configurationId: 'configuration-1', billedNames: 0 },
  addDocuments: { documentId: 'document-1' },
  paymentReceived: { status: 'paid', paidUntil: null, invoice: 'FV 1' },
  provideRenewalCsr: { configurationId: 'configuration-2' },
  editProperties: { configurationId: 'configuration-3' },
  reissue: { serialNumber: null, configurationId: 'configuration-4', addNames: [] },
  renew: { serialNumber: null, configurationId: null, product: null },
  revoke: { serialNumber: '0A1B2C', reason: 'superseded', compromisedOn: null },
  requestCancellation: { when: 'end-of-term', revoke: false },
  changeRenewal: { policy: 'auto', daysBefore: 5 },
  addCertificate: { serialNumber: '0A1B2C', paidUntil: null },
  terminateService: { revoke: true },
}

/** Sends one command; gives its id where the order took it, and null where it was turned away or was over. */
export async function sendOrNull(
  order: OrderUnderTest,
  name: CommandName,
  id: string,
  by: string,
): Promise<string | null> {
  try {
    const args = ARGUMENTS[name] ?? {}
    if (by === 'update') await order.send<CommandName>(name, args, id)
    else await order.signal(name, messageOf<CommandName>(args, id))
    return id
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError || error instanceof WorkflowNotFoundError) return null
    throw error
  }
}

async function unlessOver(telling: Promise<void>): Promise<null> {
  await telling.catch((error: unknown) => {
    if (!(error instanceof WorkflowNotFoundError)) throw error
  })
  return null
}

/** Lets it happen. Gives the id of a command that the order took. */
export async function happen(
  order: OrderUnderTest,
  it: Happening,
  wait: (minutes: number) => Promise<void>,
): Promise<string | null> {
  switch (it.what) {
    case 'command':
      return sendOrNull(order, it.name, `${it.name}-${it.id}`, it.by)
    case 'ca-changed': {
      const certificates = [{ serialNumber: '0A1B2C', status: it.certificateStatus }]
      const control = { verified: it.verified, of: 1 }
      const change = { caOrderId: order.caOrderId, status: it.status, control, certificates }
      return unlessOver(order.signal(caChanged.name, change))
    }
    case 'record-visible':
      return unlessOver(order.recordVisible())
    case 'bare':
      return unlessOver(order.signal(it.name))
    case 'wait':
      await wait(it.minutes)
      return null
  }
}
