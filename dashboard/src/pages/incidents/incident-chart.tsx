import { useMemo } from 'preact/hooks'
import type { MetricSeries, SiteMetric } from '../../../../src/domain/metric-series.ts'
import type { IncidentStory } from '../../../../src/domain/site-desk.ts'
import { getJson } from '../../api/client.ts'
import { useResource } from '../../api/resource.ts'
import { BandChart, type ChartView } from '../../chart/band-chart.tsx'
import { type LineData, lineData } from '../../chart/chart-data.ts'
import { type Marks, marksOf } from '../../chart/marks.ts'
import { bytes, metricFigure, metricText, shortFigure } from '../../format/format-number.ts'
import { clockTime, epochSeconds, shortTime } from '../../format/format-time.ts'
import { LEAST, METRIC_TITLE } from '../../metrics/metric-words.ts'
import { Panel } from '../../parts/panel.tsx'
import { Empty, Loaded } from '../../parts/states.tsx'
import { formatAddress, rangeQuery } from '../../route/address.ts'
import { go } from '../../route/router.ts'
import { metricOfKind, spanAround } from './incident-words.ts'

const HEIGHT = 200
const POINTS = 900
/** Milliseconds between two looks while it lasts. */
const AGAIN = 10_000

/** The site around the time of an incident; the incident is shaded. */
export function IncidentChart({ story: { incident, bans } }: { story: IncidentStory }) {
  const { id, kind, since, resolved_at } = incident
  const around = () => spanAround(since, resolved_at, Math.floor(Date.now() / 1_000))
  const metric = metricOfKind(kind)
  const series = useResource(
    `${id} ${resolved_at ?? ''}`,
    async (signal) => {
      const { from, to } = around()
      const [start, end] = [new Date(from * 1_000).toISOString(), new Date(to * 1_000).toISOString()]
      const query = { from: start, to: end, points: Math.min(POINTS, to - from) }
      return { from, to, series: await getJson<MetricSeries>('/api/v1/metrics', query, signal) }
    },
    resolved_at === null ? AGAIN : 0,
  )
  const marks = useMemo(() => marksOf([incident], bans), [incident, bans])
  const shown = around()
  const overview = formatAddress('/', rangeQuery(shown))
  return (
    <Panel
      title={`${METRIC_TITLE[metric]} around that time`}
      note="the incident is shaded, bans are ticks at the foot"
      aside={<a href={overview}>on the overview</a>}
    >
      <Loaded of={series} height={HEIGHT}>
        {({ from, to, series: points }) =>
          points.time.length === 0 ? (
            <Empty>Nothing is stored of that time any more: seconds are kept for a day, minutes for a month.</Empty>
          ) : (
            <Line points={points} metric={metric} from={from} to={to} marks={marks} since={since} />
          )
        }
      </Loaded>
    </Panel>
  )
}

function Line({
  points,
  metric,
  from,
  to,
  marks,
  since,
}: {
  points: MetricSeries
  metric: SiteMetric
  from: number
  to: number
  marks: Marks
  since: string
}) {
  const data = useMemo(
    () => lineData(points.time, points.step_s, points.values[metric], points.expected[metric]),
    [points, metric],
  )
  const view: ChartView = {
    from,
    to,
    onBrush: (start, end) => go(formatAddress('/', rangeQuery({ from: start, to: end }))),
    onReset: () => {},
  }
  return (
    <BandChart
      data={data}
      view={view}
      marks={marks}
      height={HEIGHT}
      least={LEAST[metric]}
      label={`${METRIC_TITLE[metric]} from ${shortTime(from)} to ${shortTime(to)}; the incident began at ${shortTime(epochSeconds(since))}; most ${metricText(metric, mostOf(data))}`}
      valueText={(value) => axisText(metric, value)}
      tip={(index, drawn) => [
        clockTime(drawn.time[index] ?? from),
        `observed ${metricText(metric, drawn.values[index] ?? null)}`,
        `expected ${metricText(metric, drawn.mean[index] ?? null)}`,
        `band ${metricText(metric, drawn.low[index] ?? null)} – ${metricText(metric, drawn.high[index] ?? null)}`,
      ]}
    />
  )
}

function mostOf({ values }: LineData): number | null {
  let most: number | null = null
  for (const value of values) if (value !== null && (most === null || value > most)) most = value
  return most
}

/** Short: a rate of bytes stands beside the axis without its time. */
function axisText(metric: SiteMetric, value: number): string {
  if (metric === 'bytes') return bytes(value)
  if (metric === 'requests') return shortFigure(value)
  return `${shortFigure(value)} ${metricFigure(metric, value).unit}`.trim()
}
