import { ByteText } from '../../domain/record-batch.ts'
import type { ChunkSink } from './chunk-sink.ts'

/** Bytes of one read. */
export const CHUNK = 256 * 1_024
/** Bytes. A longer line is dropped and counted once. */
export const LONGEST_LINE = 1 << 20

const FEED = 0x0a

/** Where a file's bytes land: one reused buffer, if the sink has none its own, the unfinished line of the last read carried in front of the next. */
export class ChunkBuffer {
  readonly #sink: ChunkSink
  #text: ByteText
  /** Bytes of an unfinished line at the front. */
  #carried = 0
  /** Within a line that was too long: bytes are dropped up to the next line feed. */
  #dropping = false

  constructor(sink: ChunkSink) {
    this.#sink = sink
    this.#text = this.#room(2 * CHUNK)
  }

  /** Bytes read that wait for their line feed. */
  get carried(): number {
    return this.#carried
  }

  /** Reads once into the buffer by `read(bytes, offset, length)`, hands on the whole lines, returns the bytes read. */
  fill(read: (bytes: Buffer, offset: number, length: number) => number): number {
    this.#makeRoom()
    const length = read(this.#text.bytes, this.#carried, CHUNK)
    if (length > 0) this.#accept(this.#carried + length)
    return length
  }

  /** Takes bytes that were read elsewhere. */
  push(bytes: Buffer): void {
    for (let at = 0; at < bytes.length; at += CHUNK) {
      this.fill((into, offset) => bytes.copy(into, offset, at, Math.min(at + CHUNK, bytes.length)))
    }
  }

  /** The input has ended: what is left is its last line. */
  finish(): void {
    if (this.#carried > 0) this.#sink.finish(this.#text, 0, this.#carried)
    this.#carried = 0
    this.#dropping = false
  }

  /** Another file begins; an unfinished line of the last one is lost. Returns its bytes. */
  reset(): number {
    const lost = this.#carried
    this.#carried = 0
    this.#dropping = false
    this.#sink.reset()
    return lost
  }

  #accept(end: number): void {
    const { bytes } = this.#text
    // Searches for the end of an unfinished line stop here, not at the end of the room.
    bytes[end] = FEED
    let start = 0
    if (this.#dropping) {
      const feed = bytes.indexOf(FEED, this.#carried)
      if (feed < 0 || feed >= end) return
      start = feed + 1
      this.#dropping = false
    }
    const next = this.#sink.read(this.#text, start, end)
    this.#carried = end - next
    if (this.#carried > LONGEST_LINE) {
      this.#sink.refuseLong()
      this.#carried = 0
      this.#dropping = true
    } else if (next > 0) bytes.copyWithin(0, next, end)
  }

  /** Doubles for a long line, at most to 4 × CHUNK + LONGEST_LINE, and gives the room back behind it. */
  #makeRoom(): void {
    const size = this.#text.bytes.length
    const wanted = this.#carried + CHUNK
    if (wanted > size) this.#resize(Math.max(2 * size, wanted))
    else if (size > 2 * CHUNK && this.#carried < CHUNK) this.#resize(2 * CHUNK)
  }

  #resize(size: number): void {
    const text = this.#room(size)
    this.#text.bytes.copy(text.bytes, 0, 0, this.#carried)
    this.#text = text
  }

  #room(size: number): ByteText {
    const room = this.#sink.room
    return size === 2 * CHUNK && room?.bytes.length === size ? room : new ByteText(Buffer.allocUnsafeSlow(size))
  }
}
