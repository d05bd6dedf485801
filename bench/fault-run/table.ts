import type { FaultRunResult } from './run.ts'

/** The figures of a run as two columns. */
export function tableOf(result: FaultRunResult): string {
  const { options, disagreement, tookMs } = result
  const duplicates = disagreement.duplicateCaOrders.length + disagreement.duplicateCertificates.length
  const lost =
    disagreement.notIssued.length + disagreement.unknownToUs.length + disagreement.unknownToCa.length
  const rows: [string, string | number][] = [
    ['seeds', options.seeds.length],
    ['orders', result.orders],
    ['  reissued after', result.reissues],
    ['  renewed after', result.renewals],
    ['paths (kind and method)', result.paths],
    ['calls of the CA', result.calls],
    ['faults injected', `${result.injected} (${percent(result.injected, result.calls)})`],
    ...Object.entries(result.byKind)
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([kind, times]): [string, number] => [`  ${kind}`, times]),
    ['order to certificate, median', seconds(at(tookMs, 0.5))],
    ['order to certificate, p95', seconds(at(tookMs, 0.95))],
    ['order to certificate, longest', seconds(at(tookMs, 1))],
    ['duplicates', duplicates],
    ['lost', lost],
    ['alarms that stand', result.askedOfPeople.length],
    ['calls misunderstood', result.misunderstood.length],
    ['the run', seconds(result.durationMs)],
  ]
  const width = Math.max(...rows.map(([name]) => name.length))
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n')
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '0 %' : `${((100 * part) / whole).toFixed(1)} %`
}
