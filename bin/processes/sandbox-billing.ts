import type { KeyRing } from '../../platform/secrets.ts'
import { webhookSecretOf } from '../../platform/webhook-secret.ts'
import type { Database } from '../../store/database.ts'
import { billingSystemByName } from '../../store/queries/billing-systems.ts'
import { putWebhook } from '../../store/queries/webhooks.ts'

/** How the sandbox's billing system and Certloom reach each other. */
export interface SandboxBilling {
  sandboxUrl: string
  /** `/api/v1` included. */
  apiUrl: string
  apiToken: string
}

const PURPOSE = 'sandbox-billing'

/**
 * Makes the sandbox's billing system a webhook of `default`, and tells it where Certloom is. At each start the same; one
 * that somebody deleted stays deleted.
 */
export async function connectSandboxBilling(
  db: Database,
  keyRing: KeyRing,
  { sandboxUrl, apiUrl, apiToken }: SandboxBilling,
): Promise<void> {
  const system = await billingSystemByName(db, 'default')
  if (system === null) return
  const secret = webhookSecretOf(keyRing.derive(PURPOSE))
  const webhook = { id: PURPOSE, url: `${sandboxUrl}/billing/webhook`, events: [], secret }
  await putWebhook(db, keyRing, { billingSystemId: system.id }, webhook)
  const answer = await fetch(`${sandboxUrl}/billing`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ apiUrl, token: apiToken, secret }),
  })
  if (!answer.ok) throw new Error(`the sandbox's billing system answered ${answer.status}`)
}
