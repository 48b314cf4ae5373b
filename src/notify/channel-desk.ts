import type { Message, MessageKind } from '../domain/message.ts'
import { type EpochMilliseconds, HOUR, type Milliseconds, SECOND } from '../domain/units.ts'
import { compose, type Surroundings } from './compose.ts'
import { addToTally, composeDigest, emptyTally, type Tally } from './digest.ts'
import { isQuiet, type QuietHours } from './quiet-hours.ts'
import type { Thread } from './thread.ts'

/** What a channel is told, and how often. */
export interface ChannelRules {
  readonly name: string
  readonly min_severity: number
  readonly kinds: readonly MessageKind[]
  /** Between two messages of one thread. */
  readonly group_window: Milliseconds
  readonly max_per_hour: number
  readonly quiet_hours: QuietHours | null
}

/** What must outlive the process. JSON-safe. */
export interface ChannelState {
  readonly last: EpochMilliseconds
  /** Messages of the last hour. */
  readonly sent: readonly EpochMilliseconds[]
  readonly tally: Tally | null
  readonly held: { readonly since: EpochMilliseconds; readonly why: 'quiet-hours' | 'max-per-hour' } | null
  /** Messages that were given up since the last one that was told of them. */
  readonly dropped: number
}

export const NEW_CHANNEL: ChannelState = { last: 0, sent: [], tally: null, held: null, dropped: 0 }

/** Between two messages, whatever happens. */
const PACE: Milliseconds = 10 * SECOND
/** What comes at once is told at once: so long the first message waits for the bans that belong to it, and so long for their confirmation. */
const GATHER: Milliseconds = 2 * SECOND
const CONFIRM: Milliseconds = 4 * SECOND
/** More threads than these are told together. */
const MOST_APART = 3
const SEVERE = 4

/** Decides what one channel is told next. */
export class ChannelDesk {
  readonly rules: ChannelRules
  state: ChannelState

  constructor(rules: ChannelRules, state: ChannelState) {
    this.rules = rules
    this.state = state
  }

  /** Something in it is to be told, now or later. */
  isWaiting(thread: Thread): boolean {
    const { kinds, min_severity, name } = this.rules
    const mark = thread.marks[name]
    if (mark?.isDigested || (mark === undefined && thread.severity < min_severity)) return false
    const own = kinds.includes(thread.kind) && thread.changes.own > (mark?.own ?? 0)
    return own || (kinds.includes('ban') && thread.changes.bans > (mark?.bans ?? 0))
  }

  /** It is told in totals only. */
  collapse(thread: Thread, now: EpochMilliseconds): void {
    this.state = {
      ...this.state,
      tally: addToTally(this.state.tally ?? emptyTally(now), thread, thread.marks[this.rules.name]?.totals),
    }
    this.#mark(thread, now, true)
  }

  dropped(messages: number): void {
    this.state = { ...this.state, dropped: this.state.dropped + messages }
  }

  /** The message that is to be sent now, as if it were sent; null: none. Marks the threads that it is about. */
  next(threads: Iterable<Thread>, now: EpochMilliseconds, around: Surroundings): Message | null {
    const due = [...threads].filter((thread) => this.isWaiting(thread) && this.#isDue(thread, now))
    if (due.length === 0 && this.state.tally === null) return null
    const why = this.#blocked(now)
    if (why !== null) {
      if (this.state.held === null) this.state = { ...this.state, held: { since: now, why } }
      return null
    }
    // A clock that was set back does not silence it.
    if (now >= this.state.last && now < this.state.last + PACE) return null
    const held = this.#heldText(around)
    const single = this.#single(due)
    const message =
      single === undefined
        ? this.#digest(due, now, around, held)
        : compose(single, single.marks[this.rules.name], now, around, held)
    if (single !== undefined) this.#mark(single, now, false)
    const sent = [...this.state.sent.filter((at) => at > now - HOUR && at <= now), now]
    this.state = { ...this.state, last: now, sent, held: null, dropped: 0 }
    return message
  }

  #isDue(thread: Thread, now: EpochMilliseconds): boolean {
    const mark = thread.marks[this.rules.name]
    if (mark === undefined) return now >= thread.opened + (thread.totals.pending > 0 ? CONFIRM : GATHER)
    if (now < mark.at || thread.state === 'resolved' || thread.severity > mark.severity) return true
    return now >= mark.at + this.rules.group_window
  }

  #blocked(now: EpochMilliseconds): 'quiet-hours' | 'max-per-hour' | null {
    const { quiet_hours, max_per_hour } = this.rules
    if (quiet_hours !== null && isQuiet(quiet_hours, now)) return 'quiet-hours'
    return this.state.sent.filter((at) => at > now - HOUR && at <= now).length >= max_per_hour ? 'max-per-hour' : null
  }

  /** What is told by itself: what is grave before what is not, then the oldest; undefined: all are told together. */
  #single(due: readonly Thread[]): Thread | undefined {
    const { tally, held } = this.state
    const first = (threads: readonly Thread[]) =>
      [...threads].sort((one, other) => other.severity - one.severity || one.opened - other.opened)[0]
    if (tally === null && (due.length === 1 || (due.length <= MOST_APART && held === null))) return first(due)
    if (held !== null) return undefined
    return first(
      due.filter((thread) => !thread.isMinor && thread.severity >= SEVERE && !(this.rules.name in thread.marks)),
    )
  }

  #digest(due: readonly Thread[], now: EpochMilliseconds, around: Surroundings, held: string | null): Message {
    let tally = this.state.tally ?? emptyTally(now)
    for (const thread of due) {
      tally = addToTally(tally, thread, thread.marks[this.rules.name]?.totals)
      this.#mark(thread, now, thread.isMinor)
    }
    this.state = { ...this.state, tally: null }
    return composeDigest(tally, this.rules.name, now, around, held)
  }

  #mark(thread: Thread, now: EpochMilliseconds, isDigested: boolean): void {
    const { changes, severity, totals } = thread
    thread.marks = { ...thread.marks, [this.rules.name]: { ...changes, at: now, severity, totals, isDigested } }
  }

  #heldText({ phrasing }: Surroundings): string | null {
    const { held, dropped } = this.state
    const parts = [
      held?.why === 'quiet-hours' && `Held back by quiet hours since ${phrasing.time(held.since)}.`,
      held?.why === 'max-per-hour' &&
        `Held back since ${phrasing.time(held.since)}: at most ${this.rules.max_per_hour} messages an hour are sent here.`,
      dropped === 1 && 'One message before this could not be delivered and was dropped.',
      dropped > 1 && `${dropped} messages before this could not be delivered and were dropped.`,
    ].filter((part) => part !== false)
    return parts.length === 0 ? null : parts.join(' ')
  }
}
