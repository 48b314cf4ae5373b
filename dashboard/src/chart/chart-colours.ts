/** Colours and fonts of the page, as a canvas wants them. Read them anew when the theme changed. */
export interface ChartColours {
  readonly line: string
  readonly outside: string
  readonly mean: string
  readonly band: string
  readonly grid: string
  readonly text: string
  readonly incident: string
  readonly ban: string
  readonly series: readonly string[]
  readonly font: string
}

export function readColours(): ChartColours {
  const style = getComputedStyle(document.documentElement)
  const value = (name: string) => style.getPropertyValue(name).trim()
  return {
    line: value('--chart-line'),
    outside: value('--chart-outside'),
    mean: value('--chart-mean'),
    band: value('--chart-band'),
    grid: value('--chart-grid'),
    text: value('--quiet'),
    incident: value('--chart-incident'),
    ban: value('--chart-ban'),
    series: Array.from({ length: 8 }, (_, index) => value(`--series-${index + 1}`)),
    font: `${value('--small')} ${value('--sans')}`,
  }
}
