import type { Writable } from 'node:stream'
import { exitWithin } from '../lib/exit-within.ts'
import type { Output } from '../lib/output.ts'
import { humanWording } from './output.ts'

type Stream = Pick<Writable, 'write' | 'writableLength'> & { readonly isTTY?: boolean }

/** Bytes that may wait for a reader that does not read. */
const MOST_WAITING = 4 * 1_024 * 1_024
/** Milliseconds that an ending process waits for its reader. */
const PATIENCE = 2_000

/** Standard output of a process that must not wait: when the reader stalls, lines wait in memory, then they are left out and counted. */
export class DaemonOutput implements Output {
  readonly isTerminal: boolean
  readonly wording = humanWording
  readonly #onStall: (leftOut: number) => void
  readonly #stream: Stream
  #leftOut = 0

  /** `onStall` is told when lines begin to be left out, with 0, and with their number when the reader reads again. */
  constructor(onStall: (leftOut: number) => void, stream: Stream = process.stdout) {
    this.#onStall = onStall
    this.#stream = stream
    this.isTerminal = stream.isTTY === true
  }

  line(text: string): void {
    if (this.#stream.writableLength > MOST_WAITING) {
      if (this.#leftOut++ === 0) this.#onStall(0)
      return
    }
    if (this.#leftOut > 0) {
      this.#onStall(this.#leftOut)
      this.#leftOut = 0
    }
    this.#stream.write(`${text}\n`)
  }

  /** The process ends once all is written, or after two seconds. */
  flush(): void {
    exitWithin(PATIENCE)
  }
}
