import { ByteText } from '../../domain/record-batch.ts'
import type { ChunkSink } from './chunk-sink.ts'

/** Bytes: many times the longest datagram. */
const ROOM = 512 * 1_024
const LINE_FEED = 0x0a

/** The messages of one sender and tag, gathered as lines until they are handed on. */
export class SyslogFeed {
  readonly #sender: string
  readonly #tag: Buffer
  readonly #sink: ChunkSink
  readonly #text: ByteText
  #length = 0

  constructor(sender: string, tag: Buffer, sink: ChunkSink) {
    this.#sender = sender
    this.#tag = tag
    this.#sink = sink
    this.#text = sink.room ?? new ByteText(Buffer.allocUnsafeSlow(ROOM))
  }

  isOf(sender: string, bytes: Buffer, tagStart: number, tagEnd: number): boolean {
    return (
      sender === this.#sender &&
      tagEnd - tagStart === this.#tag.length &&
      this.#tag.compare(bytes, tagStart, tagEnd) === 0
    )
  }

  /** Keeps [start, end) of a datagram, which holds no line feed, as a line. */
  add(bytes: Buffer, start: number, end: number): void {
    const into = this.#text.bytes
    if (this.#length + end - start + 1 > into.length) this.flush()
    this.#length += bytes.copy(into, this.#length, start, end)
    into[this.#length++] = LINE_FEED
  }

  flush(): void {
    const length = this.#length
    this.#length = 0
    if (length > 0) this.#sink.read(this.#text, 0, length)
  }
}
