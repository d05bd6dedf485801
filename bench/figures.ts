/** One measured figure. With `baseline` its ratio to what the same run measured where there was little to do. */
export interface Figure {
  name: string
  value: number
  unit: string
  baseline?: number
  /** What the figure, or its ratio where `ofRatio`, may be at most; missing: it is only told. */
  limit?: number
  ofRatio?: true
}

export function ratioOf({ value, baseline }: Figure): number | null {
  return baseline === undefined || baseline === 0 ? null : value / baseline
}

/** Whether a figure is within its limit. */
export function isGood(figure: Figure): boolean {
  const judged = figure.ofRatio ? ratioOf(figure) : figure.value
  return figure.limit === undefined || (judged !== null && judged <= figure.limit)
}

/** The smallest value that so large a part of the values (0 to 1) does not exceed. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN
}

const short = (value: number | null | undefined): string =>
  value == null ? '' : String(Math.round(value * 100) / 100)

/** The figures as people read them. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.name,
    `${short(figure.value)} ${figure.unit}`,
    short(figure.baseline),
    short(ratioOf(figure)),
    figure.limit === undefined ? '' : `${short(figure.limit)}${figure.ofRatio ? ' x' : ''}`,
    figure.limit === undefined ? '' : isGood(figure) ? 'ok' : 'MISSED',
  ])
  const all = [['figure', 'value', 'baseline', 'ratio', 'limit', ''], ...rows]
  const widths = all[0]?.map((_, column) => Math.max(...all.map((cells) => cells[column]?.length ?? 0))) ?? []
  return all
    .map((cells) =>
      cells
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
