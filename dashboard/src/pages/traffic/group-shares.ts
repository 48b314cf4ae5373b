import type { Layer } from '../../chart/stack-chart.tsx'

/** How much of the requests a group is, in requests/s and 0 … 1. */
export interface GroupShare {
  readonly name: string
  /** In the order of the layers, from 0. */
  readonly place: number
  readonly now: number | null
  readonly mean: number | null
  readonly share: number
}

/** `shares`: of all requests, where they are known; else of the groups together. The largest first. */
export function groupShares(groups: readonly Layer[], shares?: readonly number[]): GroupShare[] {
  const means = groups.map(({ values }) => meanOf(values))
  const whole = means.reduce<number>((sum, mean) => sum + (mean ?? 0), 0)
  return groups
    .map(({ name, values }, place) => ({
      name,
      place,
      now: values.at(-1) ?? null,
      mean: means[place] ?? null,
      share: shares?.[place] ?? (whole === 0 ? 0 : (means[place] ?? 0) / whole),
    }))
    .toSorted((one, other) => other.share - one.share)
}

function meanOf(values: readonly (number | null)[]): number | null {
  let [sum, known] = [0, 0]
  for (const value of values) {
    if (value === null) continue
    sum += value
    known += 1
  }
  return known === 0 ? null : sum / known
}
