import type { CaDeps } from './deps.ts'

/** The tries of one step begin within a minute; what then timed out here may still land within another. */
const LANDING_MS = 120_000

/**
 * Whether a call that went out at this instant (RFC 3339) and was never answered may yet have its effect at the CA.
 * `marginMs`: what is added to the call's own timeout, for what may follow it within the same step.
 */
export function mayStillLand(
  deps: Pick<CaDeps, 'clock' | 'caTimeoutMs'>,
  sentAt: string | null,
  marginMs = LANDING_MS,
): boolean {
  return sentAt !== null && deps.clock().getTime() < Date.parse(sentAt) + deps.caTimeoutMs + marginMs
}
