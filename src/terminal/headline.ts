import type { LiveSnapshot } from '../domain/live-snapshot.ts'
import { number } from './quantity.ts'
import { plain, type Span, span } from './spans.ts'

/** Milliseconds without a line from which on the site is called silent. */
const SILENT = 40_000

/** How the site is, in words: the first thing to be read. */
export function headline(snapshot: LiveSnapshot): Span {
  const { incidents, bansInForce, learning, silence, requests, enforcement } = snapshot
  if (enforcement.state === 'down')
    return span('ENFORCEMENT DOWN: bans are decided, but nothing more is blocked', 'bad')
  const bans = banWords(snapshot)
  const open = incidents.filter(({ resolved }) => resolved === null)
  // Of the whole site before one source, the worst, the oldest: they come the newest first.
  const rank = (one: (typeof open)[number]) => (one.subject === 'site' ? 10 : 0) + one.severity
  const first = open.reduceRight(
    (worst, one) => (worst === undefined || rank(one) > rank(worst) ? one : worst),
    open.at(-1),
  )
  if (first !== undefined) {
    const { expected, observed } = first
    const times = expected !== null && expected > 0 ? ` (${number(observed / expected)} × expected)` : ''
    const more = open.length > 1 ? `, ${open.length - 1} more` : ''
    const on = first.subject === 'site' ? '' : ` by ${plain(first.subject)}`
    return span(
      `${plain(first.kind)}${on} since ${first.since}${times}${more}${bansInForce > 0 ? `; ${bans}` : ''}`,
      'bad',
    )
  }
  if (bansInForce > 0) return span(bans, 'look')
  if (silence === null) return span('waiting for the first line', 'look')
  if (silence > SILENT) return span(`no line for ${Math.floor(silence / 1_000)} s`, 'look')
  if (learning !== null) return span(`learning: ${learning.minutes} of ${learning.of} minutes`, 'look')
  const { value, expected } = requests
  if (expected !== null && value !== null && value > expected.high) return span('normal, busier than usual', 'good')
  return span('normal', 'good')
}

/** Nothing is called banned that the kernel has not confirmed. */
function banWords({ bansInForce, bansConfirmed, enforcement }: LiveSnapshot): string {
  const sources = (count: number) => `${count} source${count === 1 ? '' : 's'}`
  if (enforcement.state === 'observing') return `${sources(bansInForce)} would be banned`
  const waiting = bansInForce - bansConfirmed
  return `${sources(bansConfirmed)} banned${waiting > 0 ? `, ${waiting} not yet` : ''}`
}
