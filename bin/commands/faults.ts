import { FAULT_RUN, runUnderFaults } from '../../bench/fault-run/run.ts'
import { startUnderFaults } from '../../bench/fault-run/stack.ts'
import { tableOf } from '../../bench/fault-run/table.ts'

/**
 * `certloom faults`: orders of every kind from a CA that fails by seed, on a system of its own.
 * @returns the exit code: 1 where anything was bought twice or lost, or asked of people or of the CA without need
 */
export async function faults(options: { seeds: number; from: number; rate: number }): Promise<number> {
  const stack = await startUnderFaults()
  try {
    const seeds = Array.from({ length: options.seeds }, (_, index) => options.from + index)
    const result = await runUnderFaults(stack, { ...FAULT_RUN, rate: options.rate, seeds }, console.log)
    console.log(`\n${tableOf(result)}`)
    const { stuck, askedOfPeople, misunderstood, disagreement } = result
    const wrong = [...stuck, ...askedOfPeople, ...misunderstood, ...Object.values(disagreement).flat()]
    for (const line of wrong) console.error(line)
    return wrong.length === 0 ? 0 : 1
  } finally {
    await stack.stop()
  }
}
