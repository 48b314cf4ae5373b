import { useMemo, useRef, useState } from 'preact/hooks'
import type uPlot from 'uplot'
import type { ChartColours } from './chart-colours.ts'
import { type LineData, valueRange } from './chart-data.ts'
import { drawMarks } from './draw-marks.ts'
import type { Marks } from './marks.ts'
import { PlotHost } from './plot-host.tsx'
import { plotOptions } from './plot-options.ts'
import { Tooltip } from './tooltip.tsx'

export interface ChartView {
  readonly from: number
  readonly to: number
  readonly onBrush: (from: number, to: number) => void
  readonly onReset: () => void
}

/** One line over the band in which it was expected, with incidents and bans. */
export function BandChart({
  data,
  view,
  marks,
  height,
  least,
  label,
  valueText,
  tip,
}: {
  data: LineData
  view: ChartView
  marks: Marks
  height: number
  /** The scale reaches this at least. */
  least: number
  label: string
  valueText: (value: number) => string
  /** What the tooltip says of a point, line by line. */
  tip: (index: number, data: LineData) => readonly string[]
}) {
  const latest = useRef({ data, view, marks, valueText })
  latest.current = { data, view, marks, valueText }
  const [cursor, setCursor] = useState<{ index: number; left: number } | null>(null)
  const options = ({ colours, ...size }: { width: number; height: number; colours: ChartColours }): uPlot.Options => ({
    ...plotOptions({
      ...size,
      colours,
      syncKey: 'site',
      timeRange: () => [latest.current.view.from, latest.current.view.to],
      valueRange: (most) => valueRange(most, least),
      valueText: (value) => latest.current.valueText(value),
      onBrush: (from, to) => latest.current.view.onBrush(from, to),
      onReset: () => latest.current.view.onReset(),
      onCursor: (index, left) => setCursor(index === null ? null : { index, left }),
      drawBelow: (plot) => drawMarks(plot, latest.current.marks, colours),
    }),
    series: [
      {},
      { stroke: 'transparent', points: { show: false } },
      { stroke: 'transparent', points: { show: false } },
      { stroke: colours.mean, width: 1, dash: [4, 4], points: { show: false } },
      { stroke: colours.line, width: 1.5, points: { show: false } },
      { stroke: colours.outside, width: 2, points: { show: false } },
    ],
    bands: [{ series: [1, 2], fill: colours.band }],
  })
  const columns = useMemo(
    (): uPlot.AlignedData => [data.time, data.high, data.low, data.mean, data.values, data.outside],
    [data],
  )
  return (
    <PlotHost shape="band" height={height} data={columns} options={options} label={label}>
      {cursor !== null && <Tooltip left={cursor.left} lines={tip(cursor.index, data)} />}
    </PlotHost>
  )
}
