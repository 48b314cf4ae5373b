import { useMemo, useRef, useState } from 'preact/hooks'
import type uPlot from 'uplot'
import type { ChartView } from './band-chart.tsx'
import type { ChartColours } from './chart-colours.ts'
import { holesOf, stacked, timeWithHoles, valueRange, withHoles } from './chart-data.ts'
import { PlotHost } from './plot-host.tsx'
import { plotOptions } from './plot-options.ts'
import { Tooltip } from './tooltip.tsx'

/** One layer of a stack; its colour is that of its place. */
export interface Layer {
  readonly name: string
  readonly values: readonly (number | null)[]
}

/** Layers on one another: how much of the whole each is. The first stands at the foot. */
export function StackChart({
  time,
  step,
  layers,
  view,
  height,
  label,
  valueText,
  tip,
}: {
  time: readonly number[]
  step: number
  layers: readonly Layer[]
  view: ChartView
  height: number
  label: string
  valueText: (value: number) => string
  tip: (time: number) => readonly string[]
}) {
  const latest = useRef({ view, valueText })
  latest.current = { view, valueText }
  const [cursor, setCursor] = useState<{ time: number; left: number } | null>(null)
  const columns = useMemo((): uPlot.AlignedData => {
    const holes = holesOf(time, step)
    const sums = stacked(layers.map(({ values }) => withHoles(values, holes, time.length)))
    return [timeWithHoles(time, step, holes), ...sums.toReversed()]
  }, [time, step, layers])
  const times = useRef(columns[0])
  times.current = columns[0]
  const options = ({ colours, ...size }: { width: number; height: number; colours: ChartColours }): uPlot.Options => ({
    ...plotOptions({
      ...size,
      colours,
      syncKey: 'traffic',
      timeRange: () => [latest.current.view.from, latest.current.view.to],
      valueRange: (most) => valueRange(most, 1),
      valueText: (value) => latest.current.valueText(value),
      onBrush: (from, to) => latest.current.view.onBrush(from, to),
      onReset: () => latest.current.view.onReset(),
      onCursor: (index, left) => setCursor(index === null ? null : { time: times.current[index] ?? 0, left }),
    }),
    series: [
      {},
      ...layers.map((_layer, index) => {
        const colour = colours.series[(layers.length - 1 - index) % colours.series.length]!
        return {
          stroke: colour,
          width: 1,
          points: { show: false },
          ...(index === layers.length - 1 && { fill: `${colour}66` }),
        }
      }),
    ],
    bands: layers.slice(1).map((_layer, index) => ({
      series: [index + 1, index + 2] as [number, number],
      fill: `${colours.series[(layers.length - 1 - index) % colours.series.length]!}66`,
    })),
  })
  return (
    <PlotHost
      shape={layers.map(({ name }) => name).join('\n')}
      height={height}
      data={columns}
      options={options}
      label={label}
    >
      {cursor !== null && <Tooltip left={cursor.left} lines={tip(cursor.time)} />}
    </PlotHost>
  )
}
