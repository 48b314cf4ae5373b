import type { MetricSeries, SiteMetric } from '../../../../src/domain/metric-series.ts'
import { metricText } from '../../format/format-number.ts'
import { clockTime, fullTime, shortTime } from '../../format/format-time.ts'
import { expectedWords, METRIC_TITLE } from '../../metrics/metric-words.ts'
import { Table, type TableColumn } from '../../parts/table.tsx'

/** Rows; more is for the API. */
const MOST = 60
const METRICS: readonly SiteMetric[] = [
  'requests',
  'client-errors',
  'server-errors',
  'not-found',
  'latency',
  'clients',
  'bytes',
]

interface Row {
  readonly time: number
  readonly index: number
}

/** The newest points of all charts as numbers. */
export function ChartTable({ series }: { series: MetricSeries }) {
  const first = Math.max(0, series.time.length - MOST)
  const rows: Row[] = series.time
    .slice(first)
    .map((time, index) => ({ time, index: first + index }))
    .reverse()
  const columns: TableColumn<Row>[] = [
    {
      head: 'Time',
      kind: 'main',
      cell: ({ time }) => <time title={fullTime(time)}>{series.step_s < 60 ? clockTime(time) : shortTime(time)}</time>,
    },
    ...METRICS.map(
      (metric): TableColumn<Row> => ({
        head: METRIC_TITLE[metric],
        align: 'right',
        cell: ({ index }) => {
          const { mean, low, high } = series.expected[metric]
          const [value, band] = [
            series.values[metric][index] ?? null,
            { mean: mean[index] ?? null, low: low[index] ?? null, high: high[index] ?? null },
          ]
          return <span title={expectedWords(metric, { value, ...band })}>{metricText(metric, value)}</span>
        },
      }),
    ),
  ]
  return (
    <Table
      caption={`The newest ${rows.length} points`}
      columns={columns}
      rows={rows}
      rowKey={({ time }) => String(time)}
      empty="No points in this range."
    />
  )
}
