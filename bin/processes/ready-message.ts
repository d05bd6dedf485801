import { z } from 'zod'

/** What the parent of a Certloom process is told once the process answers. */
const readyMessage = z.object({ certloom: z.literal('ready'), details: z.record(z.string(), z.unknown()) })

/** Tells the parent, where there is one that listens. */
export function announceReady(details: Record<string, unknown>): void {
  process.send?.({ certloom: 'ready', details })
}

/** The details of a ready message, or null for any other message. */
export function readReadyMessage(message: unknown): Record<string, unknown> | null {
  const parsed = readyMessage.safeParse(message)
  return parsed.success ? parsed.data.details : null
}
