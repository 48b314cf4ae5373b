import type { HistogramName, LabelOf, SimpleName } from './metric-catalogue.ts'
import type { StatusReport } from './status-report.ts'

export interface Sample<Label extends string = string> {
  readonly labels: Readonly<Record<Label, string>>
  readonly value: number
}

/** Amounts by size. `counts`: those up to each bound and above the one before, and last those above all; one more than bounds, which ascend. */
export interface Histogram {
  readonly bounds: readonly number[]
  readonly counts: readonly number[]
  readonly sum: number
}

/** All that is told of one metric now. Its type, meaning and labels stand in the catalogue. */
export type MetricFamily =
  | { readonly name: SimpleName; readonly samples: readonly Sample[] }
  | { readonly name: HistogramName; readonly histogram: Histogram }

/** Gives all metrics as they are; `status`: of the daemon, at the same moment. */
export interface MetricsReader {
  families(status: StatusReport): readonly MetricFamily[]
}

/** A metric with exactly the labels that the catalogue names. */
export function family<Name extends SimpleName>(name: Name, samples: readonly Sample<LabelOf<Name>>[]): MetricFamily {
  return { name, samples }
}

/** A metric without labels. */
export function single<Name extends SimpleName>(
  name: [LabelOf<Name>] extends [never] ? Name : never,
  value: number,
): MetricFamily {
  return { name, samples: [{ labels: {}, value }] }
}
