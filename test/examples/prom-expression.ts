import { METRICS, type MetricName } from '../../src/domain/metric-catalogue.ts'

/** A condition on a label, as `{state="failed"}`. */
export interface Matcher {
  readonly metric: MetricName
  readonly label: string
  readonly operator: '=' | '!=' | '=~' | '!~'
  readonly value: string
}

/** What Prometheus adds to each sample. */
const ADDED = ['job', 'instance']
const FUNCTIONS =
  /^(?:sum|max|min|by|rate|increase|histogram_quantile|label_values|on|group_left|and|or|unless|for|without)$/

/** What is wrong with an expression of PromQL, as far as it names our metrics and their labels. Matchers it uses go to `matchers`. */
export function faultsOf(expression: string, matchers: Matcher[] = []): string[] {
  const faults: string[] = []
  const used = new Set<MetricName>()
  for (const open of ['()', '{}', '[]'])
    if (count(expression, open[0]!) !== count(expression, open[1]!)) faults.push(`${open} do not match`)
  const bare = expression.replace(/"[^"]*"/g, '""').replace(/\{[^}]*\}|\[[^\]]*\]|\b(?:by|without)\s*\([^)]*\)/g, ' ')
  for (const [name] of bare.matchAll(/[a-zA-Z_][a-zA-Z0-9_]*/g))
    if (!FUNCTIONS.test(name) && name !== 'instance' && name !== 'up' && metricOf(name) === null)
      faults.push(`there is no metric ${name}`)
  for (const [, name, inner = ''] of expression.matchAll(/\b((?:breakwater|process)_[a-z_]+)(?:\{([^}]*)\})?/g)) {
    const metric = metricOf(name!)
    if (metric === null) continue
    used.add(metric)
    const rest = inner.replace(/([a-z_]+)(=~|!~|!=|=)"([^"]*)"(?:,\s*|$)/g, (_, label, operator, value) => {
      if (!labelsOf(metric).includes(label)) faults.push(`${metric} has no label ${label}`)
      matchers.push({ metric, label, operator, value })
      return ''
    })
    if (rest !== '') faults.push(`not a matcher: ${rest}`)
    const isCounter = METRICS[metric].type !== 'gauge'
    const isRate = new RegExp(`(?:rate|increase)\\(${name}(?:\\{[^}]*\\})?\\[`).test(expression)
    if (isCounter !== isRate) faults.push(`${metric} is a ${METRICS[metric].type}`)
  }
  for (const [, list] of expression.matchAll(/\b(?:by|without)\s*\(([^)]*)\)/g))
    for (const label of list!.split(',').map((one) => one.trim()))
      if (![...used].some((metric) => labelsOf(metric).includes(label)))
        faults.push(`by a label that is not there: ${label}`)
  return faults
}

/** Labels of an expression's result that its words may name. */
export function labelsIn(text: string): string[] {
  return [...text.matchAll(/\{\{\s*(?:\$labels\.)?([a-z_]+)\s*\}\}/g)].map(([, label]) => label!)
}

/** Labels that are left after the outermost aggregation. */
export function resultLabels(expression: string): string[] {
  const by = /\b(?:sum|max|min) by \(([^)]*)\)/.exec(expression)?.[1]
  if (by !== undefined) return by.split(',').map((one) => one.trim())
  if (/\b(?:sum|max|min)\(/.test(expression)) return []
  const metric = metricOf(/\b(?:breakwater|process)_[a-z_]+/.exec(expression)?.[0] ?? '')
  return metric === null ? ADDED : labelsOf(metric)
}

function labelsOf(metric: MetricName): string[] {
  const { type, labels } = METRICS[metric]
  return [...labels, ...ADDED, ...(type === 'histogram' ? ['le'] : [])]
}

function metricOf(name: string): MetricName | null {
  if (name in METRICS && METRICS[name as MetricName].type !== 'histogram') return name as MetricName
  const base = name.replace(/_(?:bucket|sum|count)$/, '')
  return base !== name && base in METRICS && METRICS[base as MetricName].type === 'histogram'
    ? (base as MetricName)
    : null
}

function count(text: string, character: string): number {
  return text.split(character).length - 1
}
