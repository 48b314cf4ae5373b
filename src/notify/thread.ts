import {
  type BanTotals,
  type Measured,
  type MessageKind,
  type MessageSource,
  type MessageSourceState,
  NO_BANS,
} from '../domain/message.ts'
import type { EpochMilliseconds } from '../domain/units.ts'

/** How far a channel has told a thread. */
export interface Mark {
  readonly own: number
  readonly bans: number
  readonly at: EpochMilliseconds
  readonly severity: number
  readonly totals: BanTotals
  /** It was told in a digest only: what follows is not told by itself. */
  readonly isDigested: boolean
}

/** All that is known of one matter that people are told of. JSON-safe: it is stored until everybody was told. */
export interface Thread {
  readonly id: string
  readonly kind: MessageKind
  state: 'firing' | 'resolved' | 'note'
  severity: number
  /** About one source or network: many of them at once are told as totals. */
  readonly isMinor: boolean
  /** Kind of the incident; null: it is none. */
  readonly incidentKind: string | null
  /** By the wall clock, when it was first heard of. */
  readonly opened: EpochMilliseconds
  since: EpochMilliseconds
  ended: EpochMilliseconds | null
  title: string
  happened: string
  measured: Measured | null
  /** What was done, where it is not about bans. */
  done: string | null
  undo: readonly string[]
  totals: BanTotals
  sources: readonly MessageSource[]
  /** Changes worth telling, of the matter itself and of its bans. */
  changes: { own: number; bans: number }
  marks: Record<string, Mark>
}

/** Sources that are named: half of them the first ones, half the newest. */
const MOST_SOURCES = 10

type Fields = Pick<Thread, 'id' | 'kind' | 'state' | 'severity' | 'opened' | 'since' | 'title' | 'happened'>

export function newThread(fields: Fields & Partial<Thread>): Thread {
  return {
    isMinor: false,
    incidentKind: null,
    ended: null,
    measured: null,
    done: null,
    undo: [],
    totals: NO_BANS,
    sources: [],
    changes: { own: 0, bans: 0 },
    marks: {},
    ...fields,
  }
}

export function addSource(thread: Thread, source: MessageSource): void {
  const others = thread.sources.filter(({ address }) => address !== source.address)
  const full = others.length >= MOST_SOURCES
  const first = full ? others.slice(0, MOST_SOURCES / 2) : others
  thread.sources = [...first, ...(full ? others.slice(MOST_SOURCES / 2 + 1) : []), source]
}

export function setSource(thread: Thread, address: string, state: MessageSourceState): void {
  thread.sources = thread.sources.map((source) => (source.address === address ? { ...source, state } : source))
}

export function count(thread: Thread, more: Partial<Record<keyof BanTotals, number>>): void {
  const totals = { ...thread.totals }
  for (const [name, number] of Object.entries(more)) totals[name as keyof BanTotals] += number
  thread.totals = totals
}
