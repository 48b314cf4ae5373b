import type { Message } from '../domain/message.ts'
import type { Outbox, OutboxRow } from '../domain/outbox.ts'
import { type EpochMilliseconds, MINUTE, type Milliseconds, SECOND } from '../domain/units.ts'
import type { Clock } from '../lib/clock.ts'
import { ChannelDesk, type ChannelRules, type ChannelState, NEW_CHANNEL } from './channel-desk.ts'
import type { Surroundings } from './compose.ts'
import { Courier } from './courier.ts'
import type { Delivery, Notifier } from './notifier.ts'
import type { Thread } from './thread.ts'
import { ThreadBook } from './thread-book.ts'
import { ThreadWords } from './thread-words.ts'

export interface Channel {
  readonly rules: ChannelRules
  readonly notifier: Notifier
}

/** Told what becomes of messages, for the log and the metrics. */
export interface AnnouncerListener {
  sent(channel: string): void
  /** The first failure of a run and then each; `wait` until the next attempt. */
  failed(channel: string, why: string, wait: Milliseconds, failures: number): void
  dropped(channel: string, why: string): void
}

export interface AnnouncerOptions {
  readonly channels: readonly Channel[]
  readonly outbox: Outbox
  readonly clock: Clock
  readonly around: Surroundings
  readonly listener: AnnouncerListener
  /** The process is new, and not only the channels. */
  readonly isRestart: boolean
  readonly random?: () => number
}

interface Line {
  readonly desk: ChannelDesk
  readonly courier: Courier
}

const TICK: Milliseconds = SECOND / 2
const HELD_TICK: Milliseconds = 5 * SECOND
/** What is new is stored at once, what follows within so long. */
const STORE_WITHIN: Milliseconds = SECOND / 4
/** A ban whose fate is not known by then is not waited for. */
const PATIENCE: Milliseconds = 10 * MINUTE

/** Turns what happens into messages, channel by channel: each is in the outbox before it is sent. */
export class Announcer {
  readonly book: ThreadBook
  readonly #options: AnnouncerOptions
  readonly #lines: ReadonlyMap<string, Line>
  readonly #notes = new Map<string, string | null>()
  readonly #dirty = new Set<Thread>()
  #stopTick: (() => void) | null = null
  #stopStore: (() => void) | null = null
  #stored: EpochMilliseconds = 0
  #isClosed = false

  constructor(options: AnnouncerOptions) {
    this.#options = options
    this.book = new ThreadBook(new ThreadWords(options.around.phrasing), {
      changed: (thread) => this.#changed(thread),
      removed: (thread, why) => this.#removed(thread, why),
    })
    const notes = options.outbox.notes()
    const { isRestart } = options
    const now = options.clock.now()
    this.#lines = new Map(options.channels.map((channel) => [channel.rules.name, this.#line(channel, notes)]))
    this.#restore(notes, isRestart, now)
    for (const row of options.outbox.waiting()) this.#resume(row)
    this.#arm()
  }

  /** A text that is stored with the next change. */
  note(name: string, json: string): void {
    this.#notes.set(name, json)
  }

  /** What waits for a channel: threads, and whether a message is under way or failing. */
  status(): readonly { readonly channel: string; readonly waiting: number; readonly failures: number }[] {
    return [...this.#lines].map(([channel, { desk, courier }]) => ({
      channel,
      waiting: [...this.book.threads.values()].filter((thread) => desk.isWaiting(thread)).length,
      failures: courier.failures,
    }))
  }

  /** Stores what is not stored yet. */
  flush(): void {
    this.#store([])
  }

  /** After the store was changed by somebody else, such as by forgetting an address. Call `flush` before that. */
  readAgain(): void {
    const { outbox, clock } = this.#options
    this.book.clear()
    this.#restore(outbox.notes(), false, clock.now())
    for (const [name, { courier }] of this.#lines)
      courier.replace(
        outbox.waiting().flatMap(({ channel, json }) => (channel === name ? (parsed<Message>(json) ?? []) : [])),
      )
  }

  /** After the store was lost: all that is known is stored once more. */
  writeAgain(): void {
    for (const thread of this.book.threads.values()) this.#dirty.add(thread)
    for (const [name, { desk }] of this.#lines) this.#notes.set(`channel ${name}`, JSON.stringify(desk.state))
    this.#store(
      [...this.#lines].flatMap(([channel, { courier }]) => courier.waiting.map((message) => rowOf(channel, message))),
    )
  }

  /** Ends; what was not delivered stays in the outbox. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.flush()
    this.#stopTick?.()
    await Promise.all([...this.#lines.values()].map(({ courier }) => courier.close()))
  }

  #line({ rules, notifier }: Channel, notes: ReadonlyMap<string, string>): Line {
    const { clock, listener, random } = this.#options
    const desk = new ChannelDesk(rules, parsed<ChannelState>(notes.get(`channel ${rules.name}`)) ?? NEW_CHANNEL)
    const courier = new Courier({
      notifier,
      clock,
      ...(random && { random }),
      listener: {
        finished: (message, delivery) => this.#finished(desk, message, delivery),
        failed: (why, wait, failures) => listener.failed(rules.name, why, wait, failures),
      },
    })
    return { desk, courier }
  }

  /** From before a restart. What is for a channel that is gone goes as well. */
  #resume({ channel, id, json }: OutboxRow): void {
    const line = this.#lines.get(channel)
    const message = parsed<Message>(json)
    if (line === undefined || message === undefined) this.#options.outbox.change({ remove: [{ channel, id }] })
    else line.courier.add(message)
  }

  #restore(notes: ReadonlyMap<string, string>, isRestart: boolean, now: EpochMilliseconds): void {
    for (const [name, json] of notes) {
      const thread = name.startsWith('thread ') ? parsed<Thread>(json) : undefined
      if (thread !== undefined) this.book.restore(thread, isRestart, now)
    }
  }

  #changed(thread: Thread): void {
    this.#dirty.add(thread)
    const now = this.#options.clock.now()
    const isLate = this.#isClosed || now < this.#stored || now >= this.#stored + STORE_WITHIN
    if (!thread.isMinor || isLate) this.#store([])
    else this.#stopStore ??= this.#options.clock.after(STORE_WITHIN, () => this.#store([]))
    this.#arm()
  }

  #removed(thread: Thread, why: 'told' | 'joined' | 'overflow'): void {
    this.#dirty.delete(thread)
    this.#notes.set(`thread ${thread.id}`, null)
    if (why !== 'overflow') return
    for (const { desk } of this.#lines.values())
      if (desk.isWaiting(thread)) desk.collapse(thread, this.#options.clock.now())
  }

  #finished(desk: ChannelDesk, { id }: Message, delivery: Delivery): void {
    const { name } = desk.rules
    const { outbox, listener } = this.#options
    if (delivery.outcome === 'sent') listener.sent(name)
    else {
      desk.dropped(1)
      listener.dropped(name, delivery.why)
    }
    const notes = new Map([[`channel ${name}`, JSON.stringify(desk.state)]])
    outbox.change({ remove: [{ channel: name, id }], ...(delivery.outcome !== 'sent' && { notes }) })
    this.#arm()
  }

  #arm(): void {
    if (this.#isClosed) return
    const desks = [...this.#lines.values()].map(({ desk }) => desk)
    if (this.#stopTick !== null || (this.book.threads.size === 0 && desks.every(({ state }) => state.tally === null)))
      return
    const isHeld = desks.length > 0 && desks.every(({ state }) => state.held !== null)
    this.#stopTick = this.#options.clock.after(isHeld ? HELD_TICK : TICK, () => {
      this.#stopTick = null
      this.#tick(this.#options.clock.now())
      this.#arm()
    })
  }

  #tick(now: EpochMilliseconds): void {
    const rows: { readonly row: OutboxRow; readonly message: Message; readonly courier: Courier }[] = []
    for (const [channel, { desk, courier }] of this.#lines) {
      if (courier.isBusy) continue
      const before = desk.state
      const message = desk.next(this.book.threads.values(), now, this.#options.around)
      if (desk.state !== before) this.#notes.set(`channel ${channel}`, JSON.stringify(desk.state))
      if (message === null) continue
      for (const thread of this.book.threads.values()) if (thread.marks[channel]?.at === now) this.#dirty.add(thread)
      rows.push({ row: rowOf(channel, message), message, courier })
    }
    for (const thread of this.book.threads.values()) if (this.#isDone(thread, now)) this.book.remove(thread, 'told')
    if (rows.length > 0 || this.#notes.size > 0) this.#store(rows.map(({ row }) => row))
    for (const { message, courier } of rows) courier.add(message)
  }

  #isDone(thread: Thread, now: EpochMilliseconds): boolean {
    if (thread.totals.pending > 0 && now < thread.opened + PATIENCE) return false
    return [...this.#lines.values()].every(({ desk }) => {
      const mark = thread.marks[desk.rules.name]
      return !desk.isWaiting(thread) && (thread.state !== 'firing' || mark === undefined || mark.isDigested)
    })
  }

  #store(put: readonly OutboxRow[]): void {
    this.#stopStore?.()
    this.#stopStore = null
    this.#stored = this.#options.clock.now()
    for (const thread of this.#dirty) this.#notes.set(`thread ${thread.id}`, JSON.stringify(thread))
    this.#dirty.clear()
    if (put.length === 0 && this.#notes.size === 0) return
    const notes = new Map(this.#notes)
    this.#notes.clear()
    this.#options.outbox.change({ put, notes })
  }
}

function rowOf(channel: string, message: Message): OutboxRow {
  return { id: message.id, channel, at: message.at, json: JSON.stringify(message) }
}

/** What was stored; undefined when it cannot be read, because somebody else changed it. */
function parsed<T>(json: string | undefined): T | undefined {
  try {
    return json === undefined ? undefined : (JSON.parse(json) as T)
  } catch {
    return undefined
  }
}
