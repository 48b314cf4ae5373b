import { writeSync } from 'node:fs'
import { formatDuration } from '../lib/duration.ts'
import type { Output } from '../lib/output.ts'

const ENOUGH = 16_384

/** How people are told times and durations. */
export const humanWording: Output['wording'] = {
  time: (at) => formatLocal(at),
  duration: formatDuration,
}

/** Standard output of a command that ends. Ends the process quietly when its reader has gone. */
export class StandardOutput implements Output {
  readonly isTerminal = process.stdout.isTTY === true
  readonly wording = humanWording
  #waiting = ''

  line(text: string): void {
    this.#waiting += `${text}\n`
    if (this.#waiting.length >= ENOUGH) this.flush()
  }

  flush(): void {
    let bytes = Buffer.from(this.#waiting)
    this.#waiting = ''
    while (bytes.length > 0) bytes = bytes.subarray(writeSome(bytes))
  }
}

/** Bytes written. A pipe that is full is waited for. */
function writeSome(bytes: Buffer): number {
  try {
    return writeSync(1, bytes)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EPIPE') process.exit(0)
    if (code !== 'EAGAIN') throw error
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
    return 0
  }
}

/** `2026-03-02 10:15:01+01:00`: local time with its offset, as people are told. */
export function formatLocal(at: number): string {
  const date = new Date(at)
  const offset = -date.getTimezoneOffset()
  const local = new Date(at + offset * 60_000).toISOString()
  const size = Math.abs(offset)
  const zone = `${offset < 0 ? '-' : '+'}${String(Math.floor(size / 60)).padStart(2, '0')}:${String(size % 60).padStart(2, '0')}`
  return `${local.slice(0, 10)} ${local.slice(11, 19)}${zone}`
}
