import { CaRefusal } from '../errors.ts'
import type { CaDocumentState, CaDocumentUpload, CaEmailState, CaOrderState, CaPort } from '../port.ts'
import type { CertumClient } from './client.ts'
import type { CertumUpload } from './evidence-types.ts'
import { documentState } from './from-certum.ts'
import { inOurWords, unlessRefusedAs } from './in-our-words.ts'

type EvidencePort = Pick<CaPort, 'sendDocuments' | 'documents' | 'emailVerification' | 'resendEmail'>

/** Documents and mailboxes of the port. */
export function evidencePort(client: CertumClient): EvidencePort {
  return {
    sendDocuments: async (caOrderId, upload) => {
      try {
        await inOurWords(() => client.verifyOrder(certumUpload(caOrderId, upload)))
        return 'sent'
      } catch (error) {
        if (isSentBefore(error)) return 'already'
        throw error
      }
    },
    documents: (caOrderId) => inOurWords(() => documentsOf(client, caOrderId)),
    emailVerification: (caOrderId) => inOurWords(() => client.getEmailVerification(caOrderId)),
    resendEmail: (caOrderId) =>
      unlessRefusedAs<'sent' | 'still-valid'>(
        'mail-still-valid',
        async () => {
          await client.addEmailVerification(caOrderId)
          return 'sent'
        },
        'still-valid',
      ),
  }
}

/** What is proven by papers. */
const BY_DOCUMENTS = ['APPLICANT', 'ORGANIZATION', 'AUTHORIZATION', 'EXTENDED_VALIDATION', 'PRODUCT']

/** Reads of an order's documents and mailbox what its verifications say that there is. */
export async function evidenceOf(
  client: CertumClient,
  state: CaOrderState,
): Promise<{ documents: readonly CaDocumentState[]; email: CaEmailState | null }> {
  const { caOrderId } = state
  const wanted = state.verifications.filter((one) => one.state !== 'NOT_REQUIRED').map(({ type }) => type)
  const hasDocuments = wanted.some((type) => BY_DOCUMENTS.includes(type))
  const documents = hasDocuments ? await documentsOf(client, caOrderId) : []
  const email = wanted.includes('EMAIL') ? await client.getEmailVerification(caOrderId) : null
  return { documents, email }
}

async function documentsOf(client: CertumClient, caOrderId: string): Promise<CaDocumentState[]> {
  return (await client.getDocumentsList(caOrderId)).map(documentState)
}

function certumUpload(caOrderId: string, { note, type, description, files }: CaDocumentUpload): CertumUpload {
  const sent = files.map(({ name, content }) => ({
    fileName: name,
    content: Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('base64'),
  }))
  return { orderId: caOrderId, note, documents: [{ description, type, files: sent }] }
}

/** Only where nothing else is said: a file that is also too large was not sent before. */
function isSentBefore(error: unknown): boolean {
  return error instanceof CaRefusal && error.problems.every(({ code }) => code === 'file-sent-before')
}
