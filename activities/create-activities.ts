import { planSettings } from '../store/queries/plan-settings.ts'
import { recordProgress } from '../store/queries/progress.ts'
import { askForInvoice, moveDueDate } from './billing/billing.ts'
import { createGenericPort } from './billing/generic/generic-port.ts'
import { caActivity } from './ca/ca-activity.ts'
import { cancelCaOrder } from './ca/cancel-order.ts'
import { checkConfiguration } from './ca/check-configuration.ts'
import { checkConnection } from './ca/check-connection.ts'
import { changeControl, checkControl, readCaOrder } from './ca/control.ts'
import type { CaDeps } from './ca/deps.ts'
import { fetchCertificates } from './ca/fetch-certificates.ts'
import { importProducts } from './ca/import-products.ts'
import { placeCaOrder } from './ca/place-order.ts'
import { type ReissueInput, reissueAtCa } from './ca/reissue-at-ca.ts'
import { type RenewInput, renewAtCa } from './ca/renew-at-ca.ts'
import { type RevokeInput, revokeAtCa } from './ca/revoke-at-ca.ts'
import { sendDocuments } from './ca/send-documents.ts'
import { watchCa } from './ca/watch/watch-ca.ts'

/** All side effects of the workflows, by the queue that serves them. */
export function createActivities(deps: CaDeps) {
  const billing = { db: deps.db, billing: createGenericPort(deps.db) }
  return {
    ca: {
      placeCaOrder: caActivity((input: Parameters<typeof placeCaOrder>[1]) => placeCaOrder(deps, input)),
      checkControl: caActivity((input: Parameters<typeof checkControl>[1]) => checkControl(deps, input)),
      changeControl: caActivity((input: Parameters<typeof changeControl>[1]) => changeControl(deps, input)),
      readCaOrder: caActivity((input: Parameters<typeof readCaOrder>[1]) => readCaOrder(deps, input)),
      fetchCertificates: caActivity((input: Parameters<typeof fetchCertificates>[1]) =>
        fetchCertificates(deps, input),
      ),
      reissueAtCa: caActivity((input: ReissueInput) => reissueAtCa(deps, input)),
      renewAtCa: caActivity((input: RenewInput) => renewAtCa(deps, input)),
      revokeAtCa: caActivity((input: RevokeInput) => revokeAtCa(deps, input)),
      sendDocuments: caActivity((input: Parameters<typeof sendDocuments>[1]) => sendDocuments(deps, input)),
      cancelCaOrder: caActivity((input: Parameters<typeof cancelCaOrder>[1]) => cancelCaOrder(deps, input)),
      checkConfiguration: caActivity((input: Parameters<typeof checkConfiguration>[1]) =>
        checkConfiguration(deps, input),
      ),
    },
    accounts: {
      checkConnection: caActivity((input: Parameters<typeof checkConnection>[1]) =>
        checkConnection(deps, input),
      ),
      importProducts: caActivity((input: Parameters<typeof importProducts>[1]) =>
        importProducts(deps, input),
      ),
    },
    watch: {
      watchCa: (input: Parameters<typeof watchCa>[1]) => watchCa(deps, input),
    },
    billing: {
      askForInvoice: (input: Parameters<typeof askForInvoice>[1]) => askForInvoice(billing, input),
      moveDueDate: (input: Parameters<typeof moveDueDate>[1]) => moveDueDate(billing, input),
    },
    records: {
      recordProgress: async (progress: Parameters<typeof recordProgress>[1]) => {
        await recordProgress(deps.db, progress)
      },
      planSettings: ({ orderId }: { orderId: string }) => planSettings(deps.db, orderId),
    },
  }
}
export type Activities = ReturnType<typeof createActivities>
