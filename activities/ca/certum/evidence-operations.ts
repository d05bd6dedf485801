import type { Call } from './call.ts'
import { documentsOf, emailOf } from './evidence-answers.ts'
import type { CertumDocument, CertumEmail, CertumUpload } from './evidence-types.ts'
import { uploadBody } from './requests.ts'

/** What is proven by papers and by a click. */
export interface EvidenceOperations {
  /** Hands in documents, or only a note to the CA's staff. */
  verifyOrder(upload: CertumUpload): Promise<void>
  getDocumentsList(orderId: string): Promise<readonly CertumDocument[]>
  /** Has the message with the link written once more. */
  addEmailVerification(orderId: string): Promise<void>
  /** Null where the order proves no mailbox. */
  getEmailVerification(orderId: string): Promise<CertumEmail | null>
}

export function evidenceOperations(call: Call): EvidenceOperations {
  return {
    verifyOrder: async (upload) => {
      await call('verifyOrder', { verifyOrderParameters: uploadBody(upload) })
    },
    getDocumentsList: async (orderId) =>
      documentsOf((await call('getDocumentsList', { orderID: orderId })).body),
    addEmailVerification: async (orderId) => {
      await call('addEmailVerification', { orderID: orderId })
    },
    getEmailVerification: async (orderId) =>
      emailOf((await call('getEmailVerification', { orderID: orderId })).body),
  }
}
