import './traffic.css'
import { useMemo } from 'preact/hooks'
import {
  type MetricSeries,
  STATUS_CLASSES,
  type TrafficKind,
  type TrafficSeries,
} from '../../../../src/domain/metric-series.ts'
import { getJson } from '../../api/client.ts'
import { useResource } from '../../api/resource.ts'
import type { ChartView } from '../../chart/band-chart.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Empty, Failed, Loaded, Skeleton } from '../../parts/states.tsx'
import { MOVING, rangeOf, rangeQuery } from '../../route/address.ts'
import { address, changeQuery } from '../../route/router.ts'
import { isStale } from '../../state/live.ts'
import { askedRange, rangeKey, useSiteSeries } from '../../state/site-series.ts'
import { TrafficPanel } from './traffic-panel.tsx'

/** Milliseconds. */
const AGAIN = 15_000
const POINTS = 360

/** What the requests are made of, over time. */
export function TrafficPage() {
  const { from, to, series, problem, reload } = useSiteSeries()
  const view: ChartView = {
    from,
    to,
    onBrush: (start, end) => changeQuery(rangeQuery({ from: start, to: end })),
    onReset: () => changeQuery(MOVING),
  }
  return (
    <div class={`traffic-page ${isStale.value ? 'stale' : ''}`}>
      <h1 class="visually-hidden">Traffic</h1>
      {problem !== null && <Failed problem={problem} retry={reload} />}
      {series === null ? problem === null && <Skeleton height={480} /> : <ColumnPanels series={series} view={view} />}
      <GroupPanel kind="endpoint" title="Endpoints" head="Path" view={view} />
      <GroupPanel kind="agent" title="User agents" head="Family" view={view} />
    </div>
  )
}

function ColumnPanels({ series, view }: { series: MetricSeries; view: ChartView }) {
  const { time, step_s, status, methods } = series
  const classes = useMemo(() => STATUS_CLASSES.map((name) => ({ name, values: status[name] })), [status])
  const verbs = useMemo(
    () =>
      Object.entries(methods)
        .map(([name, values]) => ({ name, values }))
        .filter(({ values }) => values.some((value) => value !== null && value > 0)),
    [methods],
  )
  return (
    <>
      <TrafficPanel title="Status classes" head="Class" time={time} step={step_s} groups={classes} view={view} />
      <TrafficPanel title="Methods" head="Method" time={time} step={step_s} groups={verbs} view={view} />
    </>
  )
}

function GroupPanel({ kind, title, head, view }: { kind: TrafficKind; title: string; head: string; view: ChartView }) {
  const range = rangeOf(address.value.query)
  const resource = useResource(
    `${kind} ${rangeKey(range)}`,
    (signal) => {
      const { from, to } = askedRange(range)
      return getJson<TrafficSeries>('/api/v1/traffic', { kind, from, to, points: POINTS }, signal)
    },
    range.kind === 'fixed' ? 0 : AGAIN,
  )
  const { value } = resource
  const layers = useMemo(
    () => value?.groups.map(({ name, requests_per_s }) => ({ name, values: requests_per_s })) ?? [],
    [value],
  )
  const shares = useMemo(() => value?.groups.map(({ share }) => share) ?? [], [value])
  if (value !== null && layers.length > 0)
    return (
      <>
        {resource.problem !== null && <Failed problem={resource.problem} retry={resource.reload} />}
        <TrafficPanel
          title={title}
          head={head}
          note={value.is_estimated ? 'estimated: some requests in so many were looked at' : ''}
          time={value.time}
          step={value.step_s}
          groups={layers}
          shares={shares}
          view={view}
        />
      </>
    )
  return (
    <Panel title={title}>
      <Loaded of={resource} height={200}>
        {() => <Empty>Nothing is known of this time.</Empty>}
      </Loaded>
    </Panel>
  )
}
