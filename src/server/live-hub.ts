import type { ServerResponse } from 'node:http'
import { type EpochSeconds, type Milliseconds, SECOND } from '../domain/units.ts'
import type { Clock } from '../lib/clock.ts'
import type { Denial } from './access/denial.ts'
import type { Audience, LiveFrames } from './live-frames.ts'
import { LiveStream, type LiveStreamOptions } from './live-stream.ts'

/** Streams at once, those of everybody, and those of one client address. */
const MOST = 256
const MOST_PUBLIC = 224
const MOST_PER_CLIENT = 16

export interface LiveHubOptions {
  readonly frames: LiveFrames
  readonly clock: Clock
  readonly onFault: (error: Error) => void
  /** Called once a second while anybody listens, before the frame is made. */
  readonly onTick?: () => void
}

/** Sends a frame to all who listen, once a second: made once, and written as the same bytes. Runs no timer when nobody listens. */
export class LiveHub {
  readonly #frames: LiveFrames
  readonly #clock: Clock
  readonly #options: LiveHubOptions
  readonly #streams = new Set<LiveStream>()
  #lastId: EpochSeconds | null = null
  #next: Milliseconds = 0
  #cancel: (() => void) | null = null

  constructor(options: LiveHubOptions) {
    this.#frames = options.frames
    this.#clock = options.clock
    this.#options = options
  }

  get size(): number {
    return this.#streams.size
  }

  /** Why no more stream may be opened; null: it may. */
  refusal(audience: Audience, client: string | null): Denial | null {
    const all = [...this.#streams]
    const mine = client === null ? 0 : all.filter((stream) => stream.client === client).length
    const everybody = all.filter((stream) => stream.audience === 'public').length
    if (mine < MOST_PER_CLIENT && all.length < MOST && (audience === 'site' || everybody < MOST_PUBLIC)) return null
    return {
      status: 503,
      error: 'too-many-streams',
      message: mine < MOST_PER_CLIENT ? 'too many people look at this' : 'too many streams to your address',
      fix: 'Close other pages of it, or ask for /api/v1/frame or /api/v1/public each 3 s.',
      after: 10 * SECOND,
    }
  }

  /** `since`: the last frame that the client has; it gets the points after that. Ask `refusal` first. */
  open(response: ServerResponse, since: EpochSeconds | null, options: Omit<LiveStreamOptions, 'clock'>): LiveStream {
    const stream = new LiveStream(response, { ...options, clock: this.#clock })
    this.#streams.add(stream)
    stream.onClose(() => this.#remove(stream))
    if (this.#cancel === null) this.#start()
    stream.lastId = since
    stream.isBehind = since !== null
    this.#attempt(() => this.#catchUp(stream))
    // The next frame for all goes on from here: no second is left out.
    this.#lastId ??= stream.lastId
    return stream
  }

  close(): void {
    for (const stream of this.#streams) stream.destroy()
    this.#streams.clear()
    this.#stop()
  }

  #start(): void {
    this.#next = this.#clock.now() + SECOND
    this.#cancel = this.#clock.after(SECOND, () => this.#tick())
  }

  #stop(): void {
    this.#cancel?.()
    this.#cancel = null
    this.#lastId = null
  }

  #remove(stream: LiveStream): void {
    this.#streams.delete(stream)
    if (this.#streams.size === 0) this.#stop()
  }

  #tick(): void {
    const now = this.#clock.now()
    const isStepped = Math.abs(now - this.#next) > SECOND
    this.#next = (isStepped ? now : this.#next) + SECOND
    this.#cancel = this.#clock.after(Math.max(1, this.#next - now), () => this.#tick())
    this.#attempt(() => this.#send())
  }

  #send(): void {
    this.#options.onTick?.()
    if (this.#streams.size === 0) return
    const frame = this.#frames.make(this.#lastId)
    this.#lastId = frame.id
    for (const stream of [...this.#streams]) {
      if (stream.isStuck) stream.destroy()
      else if (!stream.isReady) stream.isBehind = true
      else if (stream.isBehind) this.#catchUp(stream)
      else stream.send(frame)
    }
  }

  /** One that must wait its turn stays behind until the next second. */
  #catchUp(stream: LiveStream): void {
    const frame = stream.lastId === null ? this.#frames.newest() : this.#frames.after(stream.lastId)
    if (frame !== null) stream.send(frame)
  }

  #attempt(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.#options.onFault(error as Error)
    }
  }
}
