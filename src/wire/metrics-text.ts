import { METRICS } from '../domain/metric-catalogue.ts'
import type { Histogram, MetricFamily } from '../domain/metric-family.ts'

/** Of the text that `metricsText` makes. */
export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

/** Metrics in the text format of Prometheus, version 0.0.4. Values of labels are escaped: they cannot begin another sample. */
export function metricsText(families: readonly MetricFamily[]): string {
  return families.map(familyText).join('')
}

function familyText(family: MetricFamily): string {
  const { name } = family
  const { type, help } = METRICS[name]
  const lines =
    'histogram' in family
      ? histogramLines(name, family.histogram)
      : family.samples.map(({ labels, value }) => sampleLine(name, labels, value))
  return `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n${lines.join('')}`
}

function histogramLines(name: string, { bounds, counts, sum }: Histogram): string[] {
  let total = 0
  const lines = counts.map((count, i) => {
    total += count
    return sampleLine(`${name}_bucket`, { le: i < bounds.length ? numberText(bounds[i]!) : '+Inf' }, total)
  })
  return [...lines, sampleLine(`${name}_sum`, {}, sum), sampleLine(`${name}_count`, {}, total)]
}

function sampleLine(name: string, labels: Readonly<Record<string, string>>, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escapeLabel(text)}"`)
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${numberText(value)}\n`
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  return Number.isFinite(value) ? String(value) : value > 0 ? '+Inf' : '-Inf'
}

function escapeLabel(text: string): string {
  return text.replace(/[\\"\n]/g, (character) => (character === '\n' ? '\\n' : `\\${character}`))
}

function escapeHelp(text: string): string {
  return text.replace(/[\\\n]/g, (character) => (character === '\n' ? '\\n' : '\\\\'))
}
