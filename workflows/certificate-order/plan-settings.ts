import { quickRecords, records } from './activities.ts'
import type { Life } from './life.ts'

/** Reads what the plan depends on: policies may have changed since it was made. Never fails, only waits. */
export async function refreshSettings(life: Life): Promise<void> {
  const options = { summary: 'Read the policy in force' }
  const asked = { orderId: life.start.orderId }
  life.state.settingsAreStale = false
  try {
    life.state.settings = await quickRecords.planSettings.executeWithOptions(options, [asked])
  } catch {
    // PostgreSQL is away.
    life.state.settings = await records.planSettings.executeWithOptions(options, [asked])
  }
  life.changes.dirty = true
}
