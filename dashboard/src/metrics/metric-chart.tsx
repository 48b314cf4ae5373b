import './metrics.css'
import { useMemo } from 'preact/hooks'
import type { MetricSeries, SiteMetric } from '../../../src/domain/metric-series.ts'
import { BandChart, type ChartView } from '../chart/band-chart.tsx'
import { lineData } from '../chart/chart-data.ts'
import { cursorTime } from '../chart/cursor.ts'
import { type Marks, NO_MARKS } from '../chart/marks.ts'
import { bytes, metricFigure, shortFigure } from '../format/format-number.ts'
import type { ChosenColumn } from './chosen-column.ts'
import {
  chartLabel,
  expectedWords,
  LEAST,
  METRIC_TITLE,
  type MeasuredSite,
  readingAt,
  tipLines,
} from './metric-words.ts'

/** One metric: its number now, or under the pointer, beside what was expected, and its line over the band. */
export function MetricChart({
  metric,
  site,
  series,
  view,
  marks = NO_MARKS,
  height,
  isMain = false,
  chosen = null,
}: {
  metric: SiteMetric
  site: MeasuredSite
  series: MetricSeries
  view: ChartView
  marks?: Marks
  height: number
  isMain?: boolean
  /** Draws this column instead, which has no band. */
  chosen?: ChosenColumn | null
}) {
  const values = chosen === null ? series.values[metric] : chosen.of(series)
  const band = chosen === null ? series.expected[metric] : null
  const data = useMemo(() => lineData(series.time, series.step_s, values, band), [series, values, band])
  return (
    <section class={isMain ? 'metric metric-main' : 'metric'} aria-label={METRIC_TITLE[metric]}>
      <MetricHead metric={metric} site={site} series={series} chosen={chosen} />
      <BandChart
        data={data}
        view={view}
        marks={marks}
        height={height}
        least={LEAST[metric]}
        label={chartLabel(metric, readingAt(metric, series, site, null), data)}
        valueText={(value) => (metric === 'requests' ? shortFigure(value) : axisText(metric, value))}
        tip={(index, drawn) => tipLines(metric, series, site, index, drawn)}
      />
    </section>
  )
}

function axisText(metric: SiteMetric, value: number): string {
  if (metric === 'bytes') return bytes(value)
  const { unit } = metricFigure(metric, value)
  return `${shortFigure(value)} ${unit === 's' ? 'ms' : unit}`.trim()
}

function MetricHead({
  metric,
  site,
  series,
  chosen,
}: {
  metric: SiteMetric
  site: MeasuredSite
  series: MetricSeries
  chosen: ChosenColumn | null
}) {
  const time = cursorTime.value
  const reading = readingAt(metric, series, site, time)
  const value = chosen === null ? reading.value : chosen.at(series, time)
  const { text, unit } = metricFigure(metric, value)
  const isOut =
    chosen === null && value !== null && reading.high !== null && (value > reading.high || value < (reading.low ?? 0))
  return (
    <header class="metric-head">
      <h2 class="quiet">{chosen === null ? METRIC_TITLE[metric] : `${METRIC_TITLE[metric]}, ${chosen.name} only`}</h2>
      <p class="metric-value">
        <strong>{text}</strong> {unit}
        {isOut && (
          <span class="badge-look" title="outside of what was expected">
            {' '}
            △
          </span>
        )}
      </p>
      <p class="quiet small">
        {chosen === null ? expectedWords(metric, reading) : 'what is expected is known of all requests only'}
      </p>
    </header>
  )
}
