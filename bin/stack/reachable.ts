/**
 * True where a server of downloads answers soon. The SDK's own download would wait for a name server or a silent
 * firewall far longer than a person does.
 */
export async function isReachable(url: string, timeoutMs = 3_000): Promise<boolean> {
  try {
    await fetch(url, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) })
    return true
  } catch {
    return false
  }
}

/** Where Temporal's SDKs download their servers from. */
export const TEMPORAL_DOWNLOADS = 'https://temporal.download/'
