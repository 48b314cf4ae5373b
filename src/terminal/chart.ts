import type { LiveSnapshot } from '../domain/live-snapshot.ts'
import { number } from './quantity.ts'
import { type Line, type Span, type Style, span } from './spans.ts'

const EIGHTHS = ' ▁▂▃▄▅▆▇█'
/** Columns of the scale at the left. */
const SCALE = 7

/** Requests/s of the last seconds as columns over the band of what is expected, which is dotted. */
export function chart({ history, requests }: LiveSnapshot, columns: number, height: number): Line[] {
  const width = Math.min(columns - SCALE, 120)
  const values = history.slice(-width)
  const band = requests.expected
  const top = ceiling(Math.max(1, band?.high ?? 0, ...values))
  const lines: Line[] = []
  for (let row = height - 1; row >= 0; row--) {
    const spans: Span[] = [
      span(`${(row === height - 1 ? number(top) : row === 0 ? '0' : '').padStart(SCALE - 1)} `, 'dim'),
    ]
    const bottom = (row * top) / height
    const middle = bottom + top / height / 2
    const inBand = band !== null && middle >= band.low && middle <= band.high
    const empty = ' '.repeat(width - values.length)
    let text = ''
    let style: Style = 'plain'
    const flush = (next: Style) => {
      if (text !== '') spans.push(span(text, style))
      text = ''
      style = next
    }
    text = empty
    for (const value of values) {
      const eighths = Math.max(0, Math.min(8, Math.round(((value - bottom) / top) * height * 8)))
      const wanted: Style = eighths === 0 ? 'dim' : band !== null && value > band.high ? 'bad' : 'plain'
      if (wanted !== style) flush(wanted)
      text += eighths === 0 ? (inBand ? '·' : row === 0 ? '_' : ' ') : EIGHTHS[eighths]
    }
    flush('plain')
    lines.push(spans)
  }
  return lines
}

/** 1, 2 or 5 times a power of ten: the scale moves seldom. */
function ceiling(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value))
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value) ?? value
}
