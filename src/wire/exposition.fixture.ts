/** One metric as a scraper understands it. */
export interface Scraped {
  readonly type: string
  readonly help: string
  /** By name and labels, `a_total{x="1"}`. */
  readonly samples: ReadonlyMap<string, number>
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*'
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(,|$)/y
const SAMPLE = new RegExp(`^(${NAME})(?:\\{(.*)\\})? (\\S+)$`)
const VALUE = /^(?:[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|\+Inf|-Inf|NaN)$/i

/**
 * Reads the text format of Prometheus, version 0.0.4, strictly: HELP, then TYPE, then the samples of one family after another, none twice;
 * histograms with ascending bounds, cumulative counts, +Inf, sum and count. Throws on anything else.
 */
export function scrape(text: string): Map<string, Scraped> {
  if (text !== '' && !text.endsWith('\n')) throw new Error('the last line has no end')
  const families = new Map<string, Scraped & { samples: Map<string, number> }>()
  let family: string | null = null
  let isTyped = false
  for (const line of text.split('\n').slice(0, -1)) {
    const comment = new RegExp(`^# (HELP|TYPE) (${NAME}) (.*)$`).exec(line)
    if (comment !== null) {
      const [, word, name, rest] = comment as unknown as [string, string, string, string]
      if (word === 'HELP') {
        if (families.has(name)) throw new Error(`${name} comes twice`)
        if (/\\(?![\\n])/.test(rest)) throw new Error(`bad escape in the help of ${name}`)
        families.set(name, { type: '', help: rest, samples: new Map() })
        family = name
        isTyped = false
      } else {
        if (name !== family || isTyped) throw new Error(`TYPE of ${name} out of place`)
        if (!['counter', 'gauge', 'histogram'].includes(rest)) throw new Error(`${rest} is no type`)
        families.set(name, { ...families.get(name)!, type: rest })
        isTyped = true
      }
      continue
    }
    const found = SAMPLE.exec(line)
    if (found === null || family === null || !isTyped) throw new Error(`not a sample: ${line}`)
    const [, name, labels = '', value] = found as unknown as [string, string, string | undefined, string]
    const { type, samples } = families.get(family)!
    const isOurs = type === 'histogram' ? new RegExp(`^${family}_(?:bucket|sum|count)$`).test(name) : name === family
    if (!isOurs) throw new Error(`${name} does not belong to ${family}`)
    if (!VALUE.test(value)) throw new Error(`${value} is no number`)
    const key = `${name}${labels === '' ? '' : `{${checked(labels)}}`}`
    if (samples.has(key)) throw new Error(`${key} comes twice`)
    samples.set(key, Number(value.replace('Inf', 'Infinity')))
  }
  for (const [name, { type, samples }] of families) if (type === 'histogram') checkHistogram(name, samples)
  return families
}

function checked(labels: string): string {
  LABEL.lastIndex = 0
  while (LABEL.lastIndex < labels.length) {
    const at = LABEL.lastIndex
    if (LABEL.exec(labels) === null) throw new Error(`bad labels from ${at} on: ${labels}`)
  }
  return labels
}

function checkHistogram(name: string, samples: ReadonlyMap<string, number>): void {
  let bound = Number.NEGATIVE_INFINITY
  let count = 0
  for (const [key, value] of samples) {
    const le = /_bucket\{le="(.*)"\}$/.exec(key)?.[1]
    if (le === undefined) continue
    const next = Number(le.replace('Inf', 'Infinity'))
    if (!(next > bound)) throw new Error(`${name}: ${le} does not ascend`)
    if (value < count) throw new Error(`${name}: counts are not cumulative`)
    bound = next
    count = value
  }
  if (bound !== Number.POSITIVE_INFINITY) throw new Error(`${name} has no +Inf`)
  if (samples.get(`${name}_count`) !== count || !samples.has(`${name}_sum`)) throw new Error(`${name}: no sum or count`)
}
