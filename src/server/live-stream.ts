import type { ServerResponse } from 'node:http'
import type { EpochSeconds, Milliseconds } from '../domain/units.ts'
import type { Clock } from '../lib/clock.ts'
import type { Audience, LiveFrame } from './live-frames.ts'

/** Milliseconds after which a browser comes back when the stream broke. */
const RETRY: Milliseconds = 3_000
/** A client that takes nothing for so long is let go. */
const PATIENCE: Milliseconds = 10_000

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // Tells nginx to pass each event on at once.
  'x-accel-buffering': 'no',
}

export interface LiveStreamOptions {
  readonly audience: Audience
  /** What the limits of a client go by; null: none, for whoever may open the control socket. */
  readonly client: string | null
  readonly clock: Clock
  /** Those that the server sets on every answer. */
  readonly headers: Readonly<Record<string, string | number | string[] | undefined>>
}

/** One client that listens. What it has not taken yet is never more than one event: until then it is sent nothing. */
export class LiveStream {
  readonly audience: Audience
  readonly client: string | null
  /** Of the last frame that was sent; null: none. */
  lastId: EpochSeconds | null = null
  /** It was passed over since `lastId`. */
  isBehind = false
  readonly #response: ServerResponse
  readonly #clock: Clock
  /** Since when it has not taken what it was sent; null: it has. */
  #full: number | null = null

  constructor(response: ServerResponse, { audience, client, clock, headers }: LiveStreamOptions) {
    this.audience = audience
    this.client = client
    this.#response = response
    this.#clock = clock
    response.on('drain', () => {
      this.#full = null
    })
    // A connection that broke says so by 'close' too.
    response.on('error', () => {})
    response.writeHead(200, { ...headers, ...HEADERS })
    response.write(`retry: ${RETRY}\n\n`)
  }

  /** Whether it took all that it was sent. */
  get isReady(): boolean {
    return this.#full === null
  }

  get isStuck(): boolean {
    return this.#full !== null && this.#clock.now() - this.#full >= PATIENCE
  }

  send(frame: LiveFrame): void {
    if (this.#response.writableEnded || this.#response.destroyed) return
    this.lastId = frame.id
    this.isBehind = false
    if (!this.#response.write(frame.event(this.audience))) this.#full = this.#clock.now()
  }

  onClose(callback: () => void): void {
    this.#response.once('close', callback)
  }

  /** Ends it in order: the client comes back by itself. */
  end(): void {
    this.#response.end()
    // One that does not read would keep the connection for as long as it likes.
    if (!this.isReady) this.destroy()
  }

  destroy(): void {
    this.#response.destroy()
  }
}
