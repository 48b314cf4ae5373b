import { type BanTotals, type Message, type MessageSource, NO_BANS } from '../domain/message.ts'
import type { EpochMilliseconds } from '../domain/units.ts'
import { shortHash } from '../lib/short-hash.ts'
import { doneText, type Surroundings, sourcesText, undoCommands } from './compose.ts'
import type { Thread } from './thread.ts'

/** What a channel is told of in totals only. JSON-safe. */
export interface Tally {
  readonly since: EpochMilliseconds
  readonly severity: number
  readonly threads: number
  readonly resolved: number
  /** By the title of a kind: how often. */
  readonly kinds: Readonly<Record<string, number>>
  readonly totals: BanTotals
  readonly sources: readonly MessageSource[]
}

const MOST_SOURCES = 10
/** Kinds that are named. */
const MOST_KINDS = 5

export function emptyTally(now: EpochMilliseconds): Tally {
  return { since: now, severity: 1, threads: 0, resolved: 0, kinds: {}, totals: NO_BANS, sources: [] }
}

/** With one more thread in it, but for what was told of it before. */
export function addToTally(tally: Tally, thread: Thread, told: BanTotals = NO_BANS): Tally {
  const kind = thread.incidentKind ?? thread.kind
  const totals = { ...tally.totals }
  for (const name of Object.keys(totals) as (keyof BanTotals)[])
    totals[name] += Math.max(0, thread.totals[name] - told[name])
  return {
    since: Math.min(tally.since, thread.opened),
    severity: Math.max(tally.severity, thread.severity),
    threads: tally.threads + 1,
    resolved: tally.resolved + (thread.state === 'resolved' ? 1 : 0),
    kinds: { ...tally.kinds, [kind]: (tally.kinds[kind] ?? 0) + 1 },
    totals,
    sources:
      tally.sources.length >= MOST_SOURCES
        ? tally.sources
        : [...tally.sources, ...thread.sources].slice(0, MOST_SOURCES),
  }
}

/** One message for many threads. */
export function composeDigest(
  tally: Tally,
  channel: string,
  now: EpochMilliseconds,
  around: Surroundings,
  held: string | null,
): Message {
  const { severity, since, threads, resolved, totals, sources } = tally
  const kinds = Object.entries(tally.kinds).sort(([, one], [, other]) => other - one)
  const named = kinds.slice(0, MOST_KINDS).map(([kind, number]) => `${number} × ${kind.replaceAll('-', ' ')}`)
  const more = kinds.length > MOST_KINDS ? ', and others' : ''
  return {
    id: shortHash(`digest ${channel} ${now}`),
    thread: 'digest',
    kind: 'digest',
    state: 'note',
    ...{ severity, since, sources, held },
    at: now,
    lasted: Math.max(0, now - since),
    site: around.site,
    title:
      totals.made > 0 ? `${threads} alerts at once, bans of ${sourcesText(totals.made)}` : `${threads} alerts at once`,
    happened: `Since ${around.phrasing.time(since)}: ${named.join(', ')}${more}. ${resolved} of them are over.`,
    measured: null,
    bans: totals,
    done: doneText(totals, around.mode),
    undo: undoCommands(totals, sources),
    link: around.link('incidents'),
  }
}
