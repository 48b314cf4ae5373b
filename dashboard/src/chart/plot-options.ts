import type uPlot from 'uplot'
import type { ChartColours } from './chart-colours.ts'
import { cursorTime } from './cursor.ts'
import { timeLabels } from './time-axis.ts'

/** What every chart has in common, whatever lines it draws. */
export interface PlotSetup {
  readonly width: number
  readonly height: number
  readonly colours: ChartColours
  /** Charts of one key share their cursor. */
  readonly syncKey: string
  /** The stretch of time that is shown; asked for at each drawing. */
  readonly timeRange: () => readonly [from: number, to: number]
  readonly valueRange: (most: number | null) => [low: number, high: number]
  readonly valueText: (value: number) => string
  readonly onBrush: (from: number, to: number) => void
  readonly onReset: () => void
  readonly onCursor: (index: number | null, left: number) => void
  /** Draws beneath the lines. */
  readonly drawBelow?: (plot: uPlot) => void
}

const AXIS_WIDTH = 56

/** Pixels that a brush must be wide: less is a click. */
const LEAST_BRUSH = 6

/** Options without series and bands. */
export function plotOptions(setup: PlotSetup): Omit<uPlot.Options, 'series'> {
  const { colours } = setup
  const axis = {
    stroke: colours.text,
    font: colours.font,
    grid: { stroke: colours.grid, width: 1 },
    ticks: { show: false },
  }
  return {
    width: setup.width,
    height: setup.height,
    padding: [8, 16, 0, 0],
    legend: { show: false },
    scales: {
      x: { time: true, range: () => [...setup.timeRange()] as [number, number] },
      y: { range: (_plot, _least, most) => setup.valueRange(most ?? null) },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        space: 64,
        size: 24,
        values: (_plot, splits, _axis, _space, step) => timeLabels(splits, step),
      },
      {
        ...axis,
        size: AXIS_WIDTH,
        space: setup.height < 100 ? 20 : 40,
        values: (_plot, splits) => splits.map((value) => setup.valueText(value)),
      },
    ],
    cursor: {
      y: false,
      points: { size: 6 },
      drag: { x: true, y: false, setScale: false },
      sync: { key: setup.syncKey, setSeries: false, filters: { pub: isMove, sub: isMove } },
      bind: {
        dblclick: () => () => {
          setup.onReset()
          return null
        },
      },
    },
    hooks: {
      drawClear: setup.drawBelow === undefined ? [] : [setup.drawBelow],
      setCursor: [
        (plot) => {
          const { idx, left } = plot.cursor
          const isOver = idx !== null && idx !== undefined && left !== undefined && left >= 0
          cursorTime.value = isOver ? (plot.data[0][idx] ?? null) : null
          setup.onCursor(isOver ? idx : null, left ?? 0)
        },
      ],
      setSelect: [
        (plot) => {
          const { left, width } = plot.select
          if (width < LEAST_BRUSH) return
          const [from, to] = [plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x')]
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
          setup.onBrush(from, to)
        },
      ],
    },
  }
}

function isMove(type: string): boolean {
  return type === 'mousemove' || type === 'mouseleave'
}
