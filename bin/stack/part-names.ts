/** The processes of a stack, in the order in which they are stopped. */
export const PART_NAMES = ['web', 'worker', 'sandbox', 'temporal', 'postgres'] as const
export type PartName = (typeof PART_NAMES)[number]

/** How each part is asked to end, how long it may take, and what ends it at once. */
export const ENDING: Record<PartName, { ask: NodeJS.Signals; graceMs: number; force: NodeJS.Signals }> = {
  web: { ask: 'SIGTERM', graceMs: 10_000, force: 'SIGKILL' },
  worker: { ask: 'SIGTERM', graceMs: 15_000, force: 'SIGKILL' },
  sandbox: { ask: 'SIGTERM', graceMs: 5_000, force: 'SIGKILL' },
  temporal: { ask: 'SIGTERM', graceMs: 10_000, force: 'SIGKILL' },
  // "Fast" shutdown, then "immediate": a killed postmaster would leave its back ends behind.
  postgres: { ask: 'SIGINT', graceMs: 15_000, force: 'SIGQUIT' },
}
