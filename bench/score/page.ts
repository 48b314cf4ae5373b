import { CASES, type Case, lengthOf, type Size } from './cases.ts'
import { failedGates } from './gates.ts'
import type { Result } from './job.ts'
import type { Plan } from './plan.ts'
import { preface } from './preface.ts'
import { type CaseSummary, confusion, mistakes, sizesOf, strays, summarize } from './summary.ts'

/** The whole page on the results of a plan. */
export function page(results: readonly Result[], plan: Plan, contenders: readonly string[]): string {
  const sizes = sizesOf(results)
  return [
    preface(plan),
    gatesPart(results, contenders),
    ...(plan.sites.length > 0 ? sizes.map((size) => sizePart(results, contenders, size)) : []),
    mistakesPart(results, contenders, sizes),
    straysPart(results, contenders, sizes),
    ...(plan.sites.length > 0 ? contenders.map((contender) => confusionPart(results, contender)) : []),
  ].join('\n\n')
}

function gatesPart(results: readonly Result[], contenders: readonly string[]): string {
  const lines = contenders.map((contender) => {
    const failed = failedGates(results, contender)
    if (failed.length === 0) return `\`${contender}\` passes all gates.`
    return `\`${contender}\` fails ${failed.length}:\n\n${failed.map((words) => `- ${words}`).join('\n')}`
  })
  return `## Gates\n\n${lines.join('\n\n')}`
}

function sizePart(results: readonly Result[], contenders: readonly string[], size: Size): string {
  const head = [
    ...['what happens', 'promised', 'profile', 'in time', 'incident p50', 'p95', 'ban p50', 'p95'],
    ...['after excess p95', 'covered', 'cleared after', 'let through'],
  ]
  const rows = CASES.flatMap((one) =>
    contenders.flatMap((contender) => {
      const summary = summarize(results, contender, size, one)
      return summary === null ? [] : [[one.name, promise(one, size), contender, ...cells(summary)]]
    }),
  )
  return `## A ${size.name} site: ${grouped(size.rate)} requests/s\n\n${table(head, rows, 3)}`
}

function cells(summary: CaseSummary): string[] {
  const { inTime, seeds, incident, ban, excess, coverage, clear, letThrough } = summary
  return [
    `${inTime} of ${seeds}`,
    ...incident.map(seconds),
    ...(ban === null ? ['', ''] : ban.map(seconds)),
    excess === null ? '' : seconds(excess),
    percent(coverage),
    clear === null ? '' : seconds(clear),
    letThrough === null ? '' : percent(letThrough),
  ]
}

function promise({ promised, ...one }: Case, size: Size): string {
  const { by, within, from, sizes } = promised
  const words = { ban: 'ban', incident: 'incident', either: 'ban or incident' }[by]
  const limit = within < 120 ? `${within} s` : `${within / 60} min`
  const aim = sizes.includes(size.name) ? '' : 'aim: '
  const isShort = within > lengthOf({ promised, ...one }, size) ? ', cut short' : ''
  return `${aim}${words} in ${limit}${from === 'excess' ? ' of excess' : ''}${isShort}`
}

function mistakesPart(results: readonly Result[], contenders: readonly string[], sizes: readonly Size[]): string {
  const head = ['profile', 'site', 'benign requests', 'false bans', 'per million', '95 % bounds', 'sources', 'users']
  const rows = contenders.flatMap((contender) =>
    [...sizes, undefined].map((size) => {
      const { requests, bans, perMillion, bounds, sources, users } = mistakes(results, contender, size)
      const range = bounds.map((bound) => bound.toFixed(2)).join(' … ')
      const name = size?.name ?? 'all'
      return [
        contender,
        name,
        grouped(requests),
        String(bans),
        perMillion.toFixed(2),
        range,
        String(sources),
        grouped(users),
      ]
    }),
  )
  const who = contenders.map((contender) => {
    const { reasons } = mistakes(results, contender)
    const words = reasons.map(([reason, bans]) => `${reason} (${bans})`).join('; ')
    return `\`${contender}\` banned ${words === '' ? 'nobody by mistake' : `by mistake: ${words}`}.`
  })
  return `## False bans\n\n${table(head, rows, 2)}\n\n${who.join('\n\n')}`
}

function straysPart(results: readonly Result[], contenders: readonly string[], sizes: readonly Size[]): string {
  const head = ['profile', 'site', 'hours', 'stray incidents', 'a week', '95 % bounds', 'kinds']
  const rows = contenders.flatMap((contender) =>
    [...sizes, undefined].flatMap((size) => {
      const found = strays(results, contender, size)
      if (found === null) return []
      const { hours, incidents, aWeek, bounds, kinds } = found
      const range = bounds.map((bound) => bound.toFixed(1)).join(' … ')
      const words = kinds.map(([kind, count]) => `${kind} ${count}`).join(', ')
      return [[contender, size?.name ?? 'all', hours.toFixed(1), String(incidents), aWeek.toFixed(1), range, words]]
    }),
  )
  return `## Stray incidents\n\n${table(head, rows, 2)}`
}

function confusionPart(results: readonly Result[], contender: string): string {
  const rows = confusion(results, contender)
  const columns = [...new Set([...rows.values()].flatMap((row) => [...row.keys()]))].sort()
  const lines = CASES.filter(({ name }) => rows.has(name)).map(({ name }) => [
    name,
    ...columns.map((column) => String(rows.get(name)!.get(column) ?? '')),
  ])
  return `## What \`${contender}\` called it\n\n${table(['what happens', ...columns], lines, 1)}`
}

/** A table in Markdown; the first `words` columns are set flush left. */
function table(head: readonly string[], rows: readonly (readonly string[])[], words: number): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const rule = `|${head.map((_, i) => (i < words ? '---|' : '--:|')).join('')}`
  return [line(head), rule, ...rows.map(line)].join('\n')
}

function seconds(value: number): string {
  if (!Number.isFinite(value)) return '–'
  return Math.abs(value) < 100 ? value.toFixed(1) : value.toFixed(0)
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`
}

function grouped(value: number): string {
  return value.toLocaleString('en-US')
}
