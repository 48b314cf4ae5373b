import type { FileTally } from './file-tally.ts'
import { ByteText } from './record-batch.ts'

/** Bytes kept of a line: 200 characters of four bytes at most, and one more that tells that it goes on. */
const KEPT = 804

/** Told of so many lines of a file that could not be read; the bytes are the first of them, valid during the call only. */
export type RefusalListener = (lines: number, file: FileTally, text: ByteText, start: number, end: number) => void

/** Refused lines that wait to be passed on, with the beginning of the first of them. */
export class RefusedLines {
  lines = 0
  #file: FileTally | null = null
  readonly #text = new ByteText(Buffer.alloc(KEPT))
  #end = 0

  /** Name of the file of the first line; empty before any. */
  get file(): string {
    return this.#file?.name ?? ''
  }

  /** The first line as it stands, hostile characters included. */
  get sample(): string {
    return this.#text.bytes.toString('utf8', 0, this.#end)
  }

  add(lines: number, file: FileTally, text: ByteText, start: number, end: number): void {
    if (this.lines === 0) {
      this.#file = file
      this.#end = Math.min(end - start, KEPT)
      text.bytes.copy(this.#text.bytes, 0, start, start + this.#end)
    }
    this.lines += lines
  }

  passTo(listener: RefusalListener): void {
    const { lines } = this
    if (lines === 0) return
    this.lines = 0
    listener(lines, this.#file!, this.#text, 0, this.#end)
  }
}
