import { grouped } from '../brain/explain/reason.ts'
import { escapeText } from '../lib/escape-text.ts'
import type { Wording } from '../wire/words.ts'
import type { Comparison } from './comparison.ts'

/** Sources that are named for each profile; all are counted. */
const NAMED = 20

type Column = Comparison['profiles'][number]

/** What a person wants to read of a comparison: a table, and who is banned by one only. */
export function comparisonWords(comparison: Comparison, wording: Wording): string[] {
  const { requests, sources, from, to, profiles, banned_by_both } = comparison
  if (from === null || to === null) return ['', 'No request was found: there is nothing to compare.']
  const [start, end] = [Date.parse(from), Date.parse(to)]
  return [
    '',
    `${grouped(requests)} requests from ${wording.time(start)} to ${wording.time(end)} (${wording.duration(end - start)}), ${grouped(sources)} sources`,
    '',
    ...table(profiles),
    '',
    `${grouped(banned_by_both)} ${banned_by_both === 1 ? 'source' : 'sources'} would be banned by both.`,
    ...profiles.flatMap(({ profile }) => onlyWords(comparison, profile, wording)),
  ]
}

function table(profiles: readonly Column[]): string[] {
  const kinds = [...new Set(profiles.flatMap(({ incidents_by_kind }) => Object.keys(incidents_by_kind)))].sort()
  const rows: [string, (column: Column) => number | string | null | undefined][] = [
    ['', ({ profile }) => profile],
    ['bans', ({ bans }) => bans],
    ['sources banned', ({ banned_sources }) => banned_sources],
    ['requests prevented', ({ prevented }) => prevented],
    ['  answered without an error', ({ prevented_ok }) => prevented_ok],
    ['protected sources over a limit', ({ protected_over_limit }) => protected_over_limit],
    ['incidents', ({ incidents }) => incidents],
    ...kinds.map((kind): [string, (column: Column) => number] => [
      `  ${kind}`,
      (column) => (column.incidents_by_kind as Readonly<Record<string, number>>)[kind] ?? 0,
    ]),
  ]
  if (profiles.every(({ truth }) => truth !== undefined))
    rows.push(
      [
        'attackers banned, by the truth file',
        ({ truth }) => `${grouped(truth!.attackers_banned)} of ${grouped(truth!.attackers)}`,
      ],
      ['  in the median after, s', ({ truth }) => truth!.seconds_to_ban],
      ['false bans', ({ truth }) => truth!.false_bans],
      ['troubles told', ({ truth }) => `${grouped(truth!.troubles_told)} of ${grouped(truth!.troubles)}`],
      ['  in the median after, s', ({ truth }) => truth!.seconds_to_incident],
      ['stray incidents', ({ truth }) => truth!.stray_incidents],
    )
  const cells = rows.map(([name, of]) => [name, ...profiles.map((column) => cell(of(column)))])
  const widths = cells[0]!.map((_, i) => Math.max(...cells.map((row) => row[i]!.length)))
  return cells.map((row) =>
    row
      .map((text, i) => (i === 0 ? text.padEnd(widths[i]!) : text.padStart(widths[i]!)))
      .join('  ')
      .trimEnd(),
  )
}

function cell(value: number | string | null | undefined): string {
  if (value === null || value === undefined) return '–'
  return typeof value === 'string' ? value : grouped(value)
}

function onlyWords({ banned_by_one }: Comparison, profile: string, wording: Wording): string[] {
  const own = banned_by_one.filter((one) => one.profile === profile)
  if (own.length === 0) return [`Nobody would be banned by ${profile} only.`]
  const rest = own.length - NAMED
  return [
    `Only ${profile} would ban ${grouped(own.length)} ${own.length === 1 ? 'source' : 'sources'}:`,
    ...own
      .slice(0, NAMED)
      .map(({ address, at, reason }) => `  ${address}  ${wording.time(Date.parse(at))}  ${escapeText(reason)}`),
    ...(rest > 0 ? [`  and ${grouped(rest)} more; -o json names all.`] : []),
  ]
}
