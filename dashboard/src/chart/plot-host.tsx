import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import './chart.css'
import { coloursChanged } from '../state/theme.ts'
import { type ChartColours, readColours } from './chart-colours.ts'

/**
 * A canvas that follows the width of its place. `options` are made anew when the theme or `shape` (what lines there are) changes, else only
 * `data` is drawn again, and not while nobody can see it.
 */
export function PlotHost({
  shape,
  height,
  data,
  options,
  label,
  children,
}: {
  shape: string
  height: number
  data: uPlot.AlignedData
  options: (size: { width: number; height: number; colours: ChartColours }) => uPlot.Options
  /** The numbers in words, for those who cannot see the chart. */
  label: string
  children?: ComponentChildren
}) {
  const place = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | null>(null)
  const newest = useRef(data)
  newest.current = data
  const colours = coloursChanged.value

  useEffect(() => {
    const element = place.current!
    const made = new uPlot(
      options({ width: element.clientWidth, height, colours: readColours() }),
      newest.current,
      element,
    )
    plot.current = made
    const observer = new ResizeObserver(() => {
      if (element.clientWidth > 0 && element.clientWidth !== made.width)
        made.setSize({ width: element.clientWidth, height })
    })
    observer.observe(element)
    return () => {
      observer.disconnect()
      made.destroy()
      plot.current = null
    }
  }, [shape, height, colours])

  useEffect(() => {
    if (!document.hidden) plot.current?.setData(data)
  }, [data])

  return (
    <div class="plot" style={{ height: `${height}px` }}>
      <div ref={place} role="img" aria-label={label} />
      {children}
    </div>
  )
}
