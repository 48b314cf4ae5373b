import { grouped } from '../../brain/explain/reason.ts'
import { eventWords, type Wording } from '../../wire/words.ts'
import type { LastDay } from './last-day.ts'

/** Bans and incidents that are shown. */
const MOST_SHOWN = 10

/** What a person wants to know of the last day. Safe to print. */
export function lastDayWords(day: LastDay | null, wording: Wording): string[] {
  if (day === null || day.from === null || day.to === null)
    return ['There is no request in the log yet: nothing was judged.']
  const { from, to, requests, sources, bans, incidents, prevented, preventedOk, events, notes, isCut } = day
  const length = wording.duration(Math.round((to - from) / 60_000) * 60_000)
  const shown = events.slice(0, MOST_SHOWN).map((event) => eventWords(event, wording, true))
  const more = bans + incidents - shown.length
  return [
    `${grouped(requests)} requests of ${grouped(sources)} sources, from ${wording.time(from)} to ${wording.time(to)} (${length})`,
    ...(isCut ? ['More than that could not be read in half a minute: breakwater replay plays it all.'] : []),
    ...shown,
    ...(more > 0 ? [`… and ${grouped(more)} more bans and incidents`] : []),
    bans === 0
      ? 'Nobody would have been banned.'
      : `${grouped(bans)} ${bans === 1 ? 'ban' : 'bans'} would have prevented ${grouped(prevented)} requests, of which ${grouped(preventedOk)} were answered without an error.`,
    ...notes,
  ]
}
