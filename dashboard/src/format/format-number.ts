import type { SiteMetric } from '../../../src/domain/metric-series.ts'

/** What stands where nothing is known. */
export const NOTHING = '–'

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const three = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 })
const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const

/** A number with its unit apart, so that the unit can be drawn smaller. */
export interface Figure {
  readonly text: string
  readonly unit: string
}

/** Whole, with groups of thousands: `18,204`. */
export function count(value: number): string {
  return whole.format(value)
}

/** Three digits, whole from 100 on, so that numbers of one size stand below each other: `3.10`, `41.2`, `412`, `1,240`. */
export function figure(value: number): string {
  const size = Math.abs(value)
  if (size >= 99.95) return whole.format(value)
  if (size >= 9.995) return value.toFixed(1)
  return size >= 0.005 || size === 0 ? value.toFixed(2) : '<0.01'
}

/** As short as three digits allow, for axes and bounds: `3.1`, `400`, `1,200`. */
export function shortFigure(value: number): string {
  return Math.abs(value) >= 100 ? whole.format(value) : three.format(value)
}

/** `share`: 0 … 1. */
export function share(value: number): string {
  return percent(value * 100)
}

/** `value`: 0 … 100. One digit behind the point below 10: `1.2 %`, `96 %`. */
export function percent(value: number): string {
  return `${percentDigits(value)} %`
}

export function bytes(value: number): string {
  const { text, unit } = byteFigure(value)
  return `${text} ${unit}`
}

/** The value of a metric, or `–`; the unit stays, so that nothing moves. */
export function metricFigure(metric: SiteMetric, value: number | null): Figure {
  if (value === null) return { text: NOTHING, unit: '' }
  switch (metric) {
    case 'requests':
      return { text: figure(value), unit: 'req/s' }
    case 'clients':
      return { text: count(value), unit: '' }
    case 'latency':
      return value >= 10_000 ? { text: figure(value / 1_000), unit: 's' } : { text: figure(value), unit: 'ms' }
    case 'bytes': {
      const { text, unit } = byteFigure(value)
      return { text, unit: `${unit}/s` }
    }
    default:
      return { text: percentDigits(value), unit: '%' }
  }
}

/** As one text: `84 ms`, `1.4 MB/s`. */
export function metricText(metric: SiteMetric, value: number | null): string {
  const { text, unit } = metricFigure(metric, value)
  return unit === '' ? text : `${text} ${unit}`
}

/** `1st`, `2nd`, `3rd`, `4th`. */
export function ordinal(value: number): string {
  const tens = value % 100
  const ending = tens >= 11 && tens <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][value % 10] ?? 'th')
  return `${value}${ending}`
}

export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`
}

function percentDigits(value: number): string {
  return Math.abs(value) < 9.95 ? value.toFixed(1) : value.toFixed(0)
}

function byteFigure(value: number): Figure {
  let scaled = value
  let unit = 0
  while (scaled >= 999.5 && unit < BYTE_UNITS.length - 1) {
    scaled /= 1_000
    unit += 1
  }
  return { text: unit === 0 ? whole.format(scaled) : three.format(scaled), unit: BYTE_UNITS[unit]! }
}
