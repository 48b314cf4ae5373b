import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { troublesOf } from '../../src/app/desk-troubles.ts'
import { FedEngine, START } from '../../src/app/fed-engine.fixture.ts'
import type { LogView } from '../../src/app/live-log.ts'
import { RunMetrics } from '../../src/app/run-metrics.ts'
import { METRICS } from '../../src/domain/metric-catalogue.ts'
import { REJECT_REASONS } from '../../src/domain/reject-reason.ts'
import { STATUS } from '../../src/server/fake-desk.fixture.ts'
import { faultsOf, labelsIn, type Matcher, resultLabels } from './prom-expression.ts'

const examples = join(import.meta.dirname, '..', '..', 'examples', 'prometheus')
const read = (name: string) => readFileSync(join(examples, name), 'utf8')

const rule = z.strictObject({
  alert: z.string().regex(/^(Breakwater|Site)[A-Za-z]+$/),
  expr: z.string(),
  for: z
    .string()
    .regex(/^\d+[smh]$/)
    .optional(),
  labels: z.strictObject({ severity: z.enum(['info', 'warning', 'critical']) }),
  annotations: z.strictObject({ summary: z.string(), description: z.string() }),
})
const { groups } = z
  .strictObject({ groups: z.array(z.strictObject({ name: z.string(), rules: z.array(rule).min(1) })) })
  .parse(parse(read('breakwater-rules.yaml')))
const rules = groups.flatMap((group) => group.rules)

const target = z.looseObject({ expr: z.string(), legendFormat: z.string() })
const panel = z.looseObject({
  id: z.number(),
  title: z.string(),
  type: z.string(),
  targets: z.array(target).optional(),
})
const place = z.object({ gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }) })
const dashboard = z.looseObject({ panels: z.array(panel.and(place)) }).parse(JSON.parse(read('grafana-dashboard.json')))
const targets = dashboard.panels.flatMap(({ title, targets = [] }) =>
  targets.map(({ expr, legendFormat }) => ({ title, expr: expr.replaceAll('$__rate_interval', '1m'), legendFormat })),
)

describe('the alert rules', () => {
  it.each(rules)('$alert names metrics and labels that exist', ({ expr, annotations }) => {
    expect(faultsOf(expr)).toEqual([])
    const known = resultLabels(expr)
    for (const label of labelsIn(annotations.summary + annotations.description)) expect(known).toContain(label)
  })

  it('are told apart', () => expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length))

  it('look at values of labels that can occur', () => {
    const matchers: Matcher[] = []
    for (const { expr } of [...rules, ...targets]) faultsOf(expr, matchers)
    const possible = possibleValues()
    const checked = matchers.filter(({ label, value }) => label in possible && !value.startsWith('$'))
    expect(checked.length).toBeGreaterThan(8)
    for (const { label, operator, value } of checked)
      for (const one of operator.endsWith('~') ? value.split('|') : [value])
        expect(possible[label], `${label}="${one}"`).toContain(one)
  })
})

describe('the dashboard', () => {
  it.each(targets)('$title: $legendFormat names metrics and labels that exist', ({ expr, legendFormat }) => {
    expect(faultsOf(expr)).toEqual([])
    const known = resultLabels(expr)
    for (const label of labelsIn(legendFormat)) expect(known).toContain(label)
  })

  it('shows every metric but those that say when and what was started', () => {
    const shown = targets.map(({ expr }) => expr).join()
    const missing = Object.keys(METRICS).filter((name) => !shown.includes(name))
    expect(missing).toEqual([
      ...[
        'breakwater_build_info',
        'breakwater_config_reload_success',
        'breakwater_trouble',
        'process_start_time_seconds',
      ],
    ])
  })

  it('puts no panel on another one', () => {
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length)
    const taken = new Set<string>()
    for (const {
      title,
      gridPos: { x, y, w, h },
    } of dashboard.panels)
      for (let row = y; row < y + h; row++)
        for (let column = x; column < x + w; column++) {
          expect(column, title).toBeLessThan(24)
          expect(taken.has(`${row} ${column}`), title).toBe(false)
          taken.add(`${row} ${column}`)
        }
  })
})

describe('the check itself', () => {
  it.each([
    ['rate(breakwater_requests[1m])', 'there is no metric breakwater_requests'],
    ['breakwater_requests_total', 'is a counter'],
    ['rate(breakwater_tracked_ips[1m])', 'is a gauge'],
    ['breakwater_trouble{state="x"} == 1', 'has no label state'],
    ['sum by (colour) (breakwater_trouble)', 'not there: colour'],
    ['sum(breakwater_trouble', 'do not match'],
    ['rate(breakwater_ban_latency_seconds[1m])', 'there is no metric'],
  ])('finds the fault in %s', (expression, fault) => expect(faultsOf(expression).join()).toContain(fault))
})

it('the scrape configuration asks where the daemon listens by default, with a token', () => {
  const { scrape_configs, rule_files } = parse(read('prometheus.yml'))
  expect(rule_files).toEqual(['breakwater-rules.yaml'])
  expect(scrape_configs).toMatchObject([
    { job_name: 'breakwater', authorization: { type: 'Bearer' }, static_configs: [{ targets: ['127.0.0.1:8642'] }] },
  ])
})

/** Values by label, as they come out of a run. */
function possibleValues(): Readonly<Record<string, string[]>> {
  const { engine } = new FedEngine()
  const metrics = new RunMetrics({ engine, clock: { now: () => START }, started: START, profile: () => 'calibrated' })
  const samples = metrics.families(STATUS).flatMap((family) => ('samples' in family ? family.samples : []))
  const valuesOf = (label: string) => samples.flatMap(({ labels }) => labels[label] ?? [])
  const view: LogView = { path: 'a', format: null, position: 0, lag: 0, lines: 40, refused: 40, lastLine: null }
  const incident = { kind: 'blind', reason: '' } as Parameters<typeof troublesOf>[0]['incidents'][number]
  const troubles = troublesOf({
    enforcement: { mode: 'nftables', state: 'down', trouble: null },
    storeTrouble: 'full',
    logs: (['missing', 'denied', 'unsuitable'] as const).map((trouble) => ({ ...view, trouble })),
    incidents: [incident],
  })
  return {
    status_class: valuesOf('status_class'),
    table: valuesOf('table'),
    state: valuesOf('state'),
    code: troubles.map(({ code }) => code),
    reason: [...REJECT_REASONS],
    severity: ['1', '2', '3', '4', '5'],
    rule: ['manual'],
    metric: ['requests', 'bytes'],
    result: ['sent', 'failed', 'dropped'],
    job: ['breakwater'],
  }
}
