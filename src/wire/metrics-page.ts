import { METRICS } from '../domain/metric-catalogue.ts'

const HEAD = `# Metrics

What \`GET /metrics\` tells, in the text format of Prometheus. On the control socket anybody may ask who may open it; on TCP it takes the role viewer:
set \`server.token\` and give it to Prometheus as a Bearer token. No label holds an address of a client or a text that a client chooses. How to scrape, the
alert rules and the dashboard: [guide](../guide/prometheus.md).

| metric | type | labels | meaning |
|---|---|---|---|
`

/** docs/reference/metrics.md */
export function metricsPage(): string {
  const rows = Object.entries(METRICS).map(
    ([name, { type, labels, help }]) =>
      `| \`${name}\` | ${type} | ${labels.map((label) => `\`${label}\``).join(', ')} | ${help} |`,
  )
  return `${HEAD}${rows.join('\n')}\n`
}
