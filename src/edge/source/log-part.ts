import { closeSync, openSync, readSync } from 'node:fs'
import type { Bytes } from '../../domain/units.ts'
import { ChunkBuffer } from './chunk-buffer.ts'
import type { ChunkSink } from './chunk-sink.ts'
import { handHeaders } from './file-headers.ts'

const FEED = 0x0a

/** Reads the lines of a plain file that begin within a range of bytes, a chunk a call. */
export class LogPart {
  readonly #buffer: ChunkBuffer
  readonly #file: number
  readonly #start: Bytes
  readonly #end: Bytes
  #position: Bytes

  /** `end` should be the end of a line. Throws what the system throws when the file cannot be read. */
  constructor(path: string, start: Bytes, end: Bytes, sink: ChunkSink) {
    this.#buffer = new ChunkBuffer(sink)
    this.#file = openSync(path, 'r')
    this.#start = start
    this.#end = end
    this.#position = start
    // A line begins at `start` when the byte before it is a line feed.
    if (start > 0) this.#skipLine(start - 1)
    handHeaders((bytes, from) => readSync(this.#file, bytes, 0, bytes.length, from), this.#position, sink)
  }

  /** Bytes of the range that were read or left out so far. */
  get position(): Bytes {
    return this.#position - this.#start
  }

  /** Reads a chunk and hands on its lines; false at the end, when the text behind the last line feed was handed on too. */
  next(): boolean {
    const length = this.#buffer.fill((bytes, offset, room) => {
      const wanted = Math.min(room, this.#end - this.#position)
      return wanted > 0 ? readSync(this.#file, bytes, offset, wanted, this.#position) : 0
    })
    this.#position += length
    if (length > 0) return true
    this.#buffer.finish()
    return false
  }

  close(): void {
    closeSync(this.#file)
  }

  #skipLine(from: Bytes): void {
    const piece = Buffer.alloc(4_096)
    this.#position = from
    while (this.#position < this.#end) {
      const length = readSync(this.#file, piece, 0, piece.length, this.#position)
      const feed = piece.subarray(0, length).indexOf(FEED)
      if (feed >= 0) {
        this.#position += feed + 1
        return
      }
      if (length === 0) return
      this.#position += length
    }
  }
}
