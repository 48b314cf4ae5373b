import type { Ban } from '../domain/ban.ts'
import type { Incident } from '../domain/incident.ts'
import type { Message } from '../domain/message.ts'
import { MESSAGE_KINDS } from '../domain/message.ts'
import type { Outbox } from '../domain/outbox.ts'
import { ManualClock } from '../lib/clock.ts'
import { formatDuration } from '../lib/duration.ts'
import { nextTurn } from '../lib/turns.ts'
import { Announcer } from './announcer.ts'
import type { ChannelRules } from './channel-desk.ts'
import { MemoryOutbox } from './memory-outbox.ts'
import { NOW } from './message.fixture.ts'
import type { Delivery, Notifier } from './notifier.ts'

export const RULES: ChannelRules = {
  ...{ name: 'ops', min_severity: 1, kinds: MESSAGE_KINDS, group_window: 60_000, max_per_hour: 100, quiet_hours: null },
}

/** Keeps what it is sent, and answers as it is told. */
export class FakeNotifier implements Notifier {
  readonly sent: Message[] = []
  readonly times: number[] = []
  attempts = 0
  answer: (message: Message) => Delivery | Promise<Delivery> = () => ({ outcome: 'sent', answer: '200' })
  readonly #clock: ManualClock

  constructor(clock: ManualClock) {
    this.#clock = clock
  }

  async send(message: Message): Promise<Delivery> {
    this.attempts++
    const delivery = await this.answer(message)
    if (delivery.outcome === 'sent') {
      this.sent.push(message)
      this.times.push(this.#clock.now())
    }
    return delivery
  }
}

interface Life {
  isOver: boolean
}

/** Of a process that was killed no answer comes back. */
function mortal(notifier: Notifier, life: Life): Notifier {
  return {
    async send(message) {
      const delivery = await notifier.send(message)
      return life.isOver ? new Promise(() => {}) : delivery
    },
  }
}

/** An announcer with channels whose other side is played, on a clock that is turned by hand. */
export class AnnouncerRig {
  readonly clock: ManualClock
  readonly outbox: Outbox
  readonly told: string[] = []
  readonly notifiers: Readonly<Record<string, FakeNotifier>>
  announcer: Announcer
  mode = 'nftables'
  readonly #rules: readonly ChannelRules[]
  #life: Life = { isOver: false }

  constructor(rules: readonly Partial<ChannelRules>[] = [{}], start = NOW, outbox: Outbox = new MemoryOutbox()) {
    this.clock = new ManualClock(start)
    this.outbox = outbox
    this.#rules = rules.map((change) => ({ ...RULES, ...change }))
    this.notifiers = Object.fromEntries(this.#rules.map(({ name }) => [name, new FakeNotifier(this.clock)]))
    this.announcer = this.#announce()
  }

  get ops(): FakeNotifier {
    return this.notifiers.ops!
  }

  get book() {
    return this.announcer.book
  }

  get now(): number {
    return this.clock.now()
  }

  incident(incident: Incident): void {
    this.book.incident(incident, this.now)
  }

  /** Banned, and confirmed unless that is left out. */
  ban(ban: Ban, isConfirmed = true): void {
    this.book.ban(ban, this.mode !== 'off', this.now)
    if (isConfirmed && this.mode !== 'off') this.book.inForce(ban.address)
  }

  /** Lets time pass in half seconds, and what was begun come to its end. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.now + milliseconds
    while (this.now < end) {
      this.clock.advance(Math.min(500, end - this.now))
      await nextTurn()
    }
  }

  /** As after kill -9: nothing is closed, and the old one does nothing any more. */
  crash(): void {
    this.#life.isOver = true
    this.announcer = this.#announce()
  }

  #announce(): Announcer {
    const rig = this
    const life = { isOver: false }
    this.#life = life
    return new Announcer({
      channels: this.#rules.map((rules) => ({ rules, notifier: mortal(this.notifiers[rules.name]!, life) })),
      outbox: {
        waiting: () => this.outbox.waiting(),
        notes: () => this.outbox.notes(),
        change: (change) => life.isOver || this.outbox.change(change),
      },
      clock: {
        now: () => this.clock.now(),
        after: (delay, callback) => this.clock.after(delay, () => life.isOver || callback()),
      },
      isRestart: true,
      random: () => 1,
      around: {
        site: 'shop.example',
        get mode() {
          return rig.mode
        },
        phrasing: {
          quantity: (value, unit) => `${value} ${unit}`,
          duration: formatDuration,
          time: (at) => new Date(at).toISOString(),
          redact: (text) => text.replace(/=\w+/g, '=…'),
        },
        link: (page) => `https://logs.shop.example/${page}`,
      },
      listener: {
        sent: (channel) => this.told.push(`${channel} sent`),
        failed: (channel, why, wait) => this.told.push(`${channel} failed ${why} ${wait}`),
        dropped: (channel, why) => this.told.push(`${channel} dropped ${why}`),
      },
    })
  }
}
