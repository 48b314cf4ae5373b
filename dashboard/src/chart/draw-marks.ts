import type uPlot from 'uplot'
import type { ChartColours } from './chart-colours.ts'
import type { Marks } from './marks.ts'

/** Pixels of the page. */
const TICK = { width: 2, height: 8 } as const

/** Incidents as spans over the whole height with an edge above, bans as ticks at the foot. */
export function drawMarks(plot: uPlot, { spans, ticks }: Marks, colours: ChartColours): void {
  const { ctx, bbox } = plot
  const scale = devicePixelRatio
  const [first, last] = [bbox.left, bbox.left + bbox.width]
  const position = (time: number) => Math.min(last, Math.max(first, plot.valToPos(time, 'x', true)))
  ctx.save()
  for (const { from, to } of spans) {
    const left = position(from)
    const right = to === null ? last : position(to)
    if (right <= first || left >= last) continue
    const width = Math.max(scale, right - left)
    ctx.fillStyle = colours.incident
    ctx.fillRect(left, bbox.top, width, bbox.height)
    ctx.fillStyle = colours.ban
    ctx.fillRect(left, bbox.top, width, scale)
  }
  ctx.fillStyle = colours.ban
  for (const time of ticks) {
    const left = plot.valToPos(time, 'x', true)
    if (left < first || left > last) continue
    const height = TICK.height * scale
    ctx.fillRect(left - (TICK.width * scale) / 2, bbox.top + bbox.height - height, TICK.width * scale, height)
  }
  ctx.restore()
}
