import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import type { Bytes } from '../../domain/units.ts'
import { ChunkBuffer } from './chunk-buffer.ts'
import type { ChunkSink } from './chunk-sink.ts'

const FEED = 0x0a

/** Reads what a log holds at its end, as it was when it was opened: the last `bytes`, from the first whole line on. */
export class LogEnd {
  readonly #buffer: ChunkBuffer
  readonly #file: number
  readonly #end: Bytes
  #position: Bytes

  /** Throws what the system throws when the file cannot be read. */
  constructor(path: string, bytes: Bytes, sink: ChunkSink) {
    this.#buffer = new ChunkBuffer(sink)
    this.#file = openSync(path, 'r')
    this.#end = fstatSync(this.#file).size
    this.#position = Math.max(0, this.#end - bytes)
    if (this.#position > 0) this.#skipLine()
  }

  /** Reads a chunk and hands on its lines; false at the end. A line that is not finished is left out. */
  next(): boolean {
    const length = this.#buffer.fill((bytes, offset, room) => {
      const wanted = Math.min(room, this.#end - this.#position)
      return wanted > 0 ? readSync(this.#file, bytes, offset, wanted, this.#position) : 0
    })
    this.#position += length
    return length > 0
  }

  close(): void {
    closeSync(this.#file)
  }

  #skipLine(): void {
    const piece = Buffer.alloc(4_096)
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
