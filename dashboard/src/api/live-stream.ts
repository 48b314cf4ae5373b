import type { PublicFrame, SiteFrame } from '../../../src/domain/site-frame.ts'
import { frame, publicFrame, receiveFrame, receivePublic, setLive, tick } from '../state/live.ts'
import { getJson } from './client.ts'

/** Milliseconds. A stream that tells nothing for so long is given up. */
const STALL = 10_000
const POLL = 3_000
const FIRST_RETRY = 3_000
const LONGEST_RETRY = 60_000

/**
 * Keeps the frames coming: a stream of events, and while that does not open or stands still, a question each 3 s. As soon as a question is
 * answered the stream is tried again, ever more rarely when it keeps failing, as behind a proxy that buffers.
 */
export class LiveStream {
  readonly #isPublic: boolean
  #source: EventSource | null = null
  #heardAt = 0
  #nextTry = 0
  #retry = FIRST_RETRY
  #polledAt = 0
  /** The open stream has told something. */
  #isHeard = false
  #isPolling = false
  #isStopped = false
  #timer: ReturnType<typeof setInterval> | undefined

  constructor(isPublic: boolean) {
    this.#isPublic = isPublic
  }

  start(): void {
    this.#isStopped = false
    this.#polledAt = Date.now()
    this.#open()
    this.#timer = setInterval(() => this.#watch(), 1_000)
  }

  stop(): void {
    this.#isStopped = true
    clearInterval(this.#timer)
    this.#close()
  }

  #open(): void {
    const since = (this.#isPublic ? publicFrame.value : frame.value)?.id
    const source = new EventSource(since === undefined ? '/api/v1/live' : `/api/v1/live?since=${since}`)
    this.#source = source
    this.#isHeard = false
    this.#heardAt = Date.now()
    const hear = (receive: (text: string) => void) => (event: MessageEvent<string>) => {
      if (this.#source !== source) return
      this.#heardAt = Date.now()
      this.#isHeard = true
      this.#retry = FIRST_RETRY
      receive(event.data)
      setLive('live')
    }
    source.addEventListener(
      'frame',
      hear((text) => receiveFrame(JSON.parse(text) as SiteFrame)),
    )
    source.addEventListener(
      'public',
      hear((text) => receivePublic(JSON.parse(text) as PublicFrame)),
    )
    source.addEventListener('error', () => {
      if (this.#source === source) this.#giveUp()
    })
  }

  #close(): void {
    this.#source?.close()
    this.#source = null
    this.#isHeard = false
  }

  #giveUp(): void {
    this.#close()
    this.#nextTry = Date.now() + this.#retry
    this.#retry = Math.min(this.#retry * 2, LONGEST_RETRY)
    this.#polledAt = 0
  }

  #watch(): void {
    tick()
    const time = Date.now()
    if (this.#source !== null && time - this.#heardAt > STALL) this.#giveUp()
    if (!this.#isHeard && !this.#isPolling && time - this.#polledAt >= POLL) void this.#poll()
  }

  async #poll(): Promise<void> {
    this.#isPolling = true
    this.#polledAt = Date.now()
    try {
      if (this.#isPublic) receivePublic(await getJson<PublicFrame>('/api/v1/public'))
      else receiveFrame(await getJson<SiteFrame>('/api/v1/frame', { since: frame.value?.id }))
      if (this.#isStopped || this.#isHeard) return
      setLive('polling')
      if (this.#source === null && Date.now() >= this.#nextTry) this.#open()
    } catch {
      if (!this.#isHeard) setLive('disconnected')
    } finally {
      this.#isPolling = false
    }
  }
}
