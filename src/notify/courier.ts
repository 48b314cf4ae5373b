import type { Message } from '../domain/message.ts'
import { HOUR, MINUTE, type Milliseconds, SECOND } from '../domain/units.ts'
import { backoff } from '../lib/backoff.ts'
import type { Clock } from '../lib/clock.ts'
import type { Delivery, Notifier } from './notifier.ts'

export interface CourierListener {
  /** It was delivered, or is given up: it need not be kept any more. */
  finished(message: Message, delivery: Delivery): void
  /** An attempt failed, and another follows after `wait`; `failures` in a row. */
  failed(why: string, wait: Milliseconds, failures: number): void
}

export interface CourierOptions {
  readonly notifier: Notifier
  readonly clock: Clock
  readonly listener: CourierListener
  readonly random?: () => number
}

/** Messages that wait for one channel; the oldest give way. */
const MOST_WAITING = 100
const FIRST_WAIT: Milliseconds = 2 * SECOND
const LONGEST_WAIT: Milliseconds = 5 * MINUTE
/** An attempt that fails when a message is so old is its last one. */
const LONGEST_TRIED: Milliseconds = 24 * HOUR

/** Delivers the messages of one channel, one after the other, and tries again what failed. */
export class Courier {
  readonly #options: CourierOptions
  #waiting: Message[] = []
  #failures = 0
  #begun: Promise<void> | null = null
  #cancel: (() => void) | null = null
  #isClosed = false

  constructor(options: CourierOptions) {
    this.#options = options
  }

  /** Something waits or is under way. */
  get isBusy(): boolean {
    return this.#waiting.length > 0
  }

  get waiting(): readonly Message[] {
    return this.#waiting
  }

  /** In a row, of the message that is tried now. */
  get failures(): number {
    return this.#failures
  }

  add(message: Message): void {
    this.#waiting.push(message)
    while (this.#waiting.length > MOST_WAITING) {
      // The first one may be under way.
      const [given] = this.#waiting.splice(this.#begun === null ? 0 : 1, 1)
      this.#options.listener.finished(given!, { outcome: 'refused', why: 'too many messages wait' })
    }
    this.#go()
  }

  /** What waits stands otherwise in the outbox now; an attempt under way goes on with what it began with. */
  replace(messages: readonly Message[]): void {
    const [current] = this.#begun === null ? [] : this.#waiting
    this.#waiting = [...(current === undefined ? [] : [current]), ...messages.filter(({ id }) => id !== current?.id)]
    this.#go()
  }

  /** Begins nothing any more, and waits for what is under way. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#cancel?.()
    await this.#begun
  }

  #go(): void {
    if (this.#isClosed || this.#begun !== null || this.#cancel !== null) return
    const [message] = this.#waiting
    if (message === undefined) return
    const { notifier } = this.#options
    this.#begun = notifier
      .send(message)
      .catch((error: Error): Delivery => ({ outcome: 'later', why: error.name, after: null }))
      .then((delivery) => {
        this.#begun = null
        this.#settle(message, delivery)
        this.#go()
      })
  }

  #settle(message: Message, delivery: Delivery): void {
    const { listener, clock, random } = this.#options
    const isOld = clock.now() - message.at >= LONGEST_TRIED
    if (delivery.outcome !== 'later' || isOld) {
      this.#failures = 0
      this.#waiting = this.#waiting.filter((other) => other !== message)
      listener.finished(message, delivery.outcome === 'later' ? { outcome: 'refused', why: delivery.why } : delivery)
      return
    }
    this.#failures++
    const wait = Math.max(delivery.after ?? 0, backoff(this.#failures, FIRST_WAIT, LONGEST_WAIT, random))
    listener.failed(delivery.why, wait, this.#failures)
    if (this.#isClosed) return
    this.#cancel = clock.after(wait, () => {
      this.#cancel = null
      this.#go()
    })
  }
}
