import type { CaOrderTarget } from './control.ts'
import type { CaDeps } from './deps.ts'

/** Sends the CA every document of the order that this CA order has not got yet. To be filled in with the documents' store. */
export async function sendDocuments(_deps: CaDeps, target: CaOrderTarget): Promise<void> {
  throw new Error(`documents of ${target.caOrderId} cannot be sent yet`)
}
