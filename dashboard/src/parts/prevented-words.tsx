import type { SiteFrame } from '../../../src/domain/site-frame.ts'
import { plural } from '../format/format-number.ts'

export interface Prevented {
  readonly prevented: SiteFrame['prevented']
  readonly dropped: number | null
  readonly isObserving: boolean
}

/**
 * What bans kept away since the start: packets where the firewall counts what it drops, for those requests never come to a log; else
 * requests of banned sources that the logs show.
 */
export function preventedWords({ prevented, dropped, isObserving }: Prevented): string {
  if (isObserving) return `${plural(prevented.total, 'request')} would have been prevented`
  return dropped === null
    ? `${plural(prevented.total, 'request')} of banned sources refused`
    : `${plural(dropped, 'packet')} of banned sources dropped`
}

export function preventedIn({ prevented, enforcement }: Pick<SiteFrame, 'prevented' | 'enforcement'>): Prevented {
  return { prevented, dropped: enforcement.dropped_packets, isObserving: enforcement.state === 'observing' }
}

/** Nothing while there is nothing to tell. */
export function PreventedWords(what: Prevented) {
  if (what.prevented.total === 0 && (what.dropped ?? 0) === 0) return null
  return <span class="quiet">{preventedWords(what)} since the start.</span>
}
