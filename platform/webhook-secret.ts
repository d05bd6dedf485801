import { randomBytes } from 'node:crypto'

const SECRET_BYTES = 32

/** Bytes as a secret that signs webhooks, as Standard Webhooks writes one. */
export function webhookSecretOf(bytes: Buffer): string {
  return `whsec_${bytes.toString('base64')}`
}

/** A fresh secret that signs webhooks. */
export function newWebhookSecret(): string {
  return webhookSecretOf(randomBytes(SECRET_BYTES))
}
