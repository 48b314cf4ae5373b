import type { FileTally } from '../domain/file-tally.ts'
import type { LogSink } from '../domain/ports.ts'
import { type ByteText, RecordBatch } from '../domain/record-batch.ts'
import { type RefusalListener, RefusedLines } from '../domain/refused-lines.ts'
import type { Seconds } from '../domain/units.ts'

/** A jump of more than this many seconds is looked at twice before other series wait for it. */
const DOUBTFUL_JUMP = 60
const LOOK_AHEAD = 32

/** The batches of one chunk of one series, kept until the merge has passed them on. */
export class BatchQueue implements LogSink {
  readonly #pool: RecordBatch[] = []
  /** Lines refused before the first batch, then by batch behind it. */
  readonly #leading = new RefusedLines()
  readonly #refused: (RefusedLines | undefined)[] = []
  /** Lateness that is expected before the first batch, then from behind each batch on; 0: as before. */
  #leadingLateness = 0
  readonly #lateness: Seconds[] = []
  #length = 0
  #head = 0
  #row = 0
  /** Newest time passed on, in milliseconds; a line older than this does not wait. */
  #newest = Number.NEGATIVE_INFINITY

  consume(batch: RecordBatch, from: number, to: number): void {
    this.#pool[this.#length] ??= new RecordBatch()
    copyRows(batch, from, to, this.#pool[this.#length]!)
    this.#length++
  }

  refuse(lines: number, file: FileTally, text: ByteText, start: number, end: number): void {
    if (this.#length === 0) this.#leading.add(lines, file, text, start, end)
    else {
      this.#refused[this.#length - 1] ??= new RefusedLines()
      this.#refused[this.#length - 1]!.add(lines, file, text, start, end)
    }
  }

  expectLate(lateness: Seconds): void {
    if (this.#length === 0) this.#leadingLateness = lateness
    else this.#lateness[this.#length - 1] = lateness
  }

  /** After a chunk was read: what was refused at its beginning belongs to the last record before it. */
  passLeading(sink: LogSink): void {
    this.#leading.passTo(passTo(sink))
    if (this.#leadingLateness > 0) sink.expectLate(this.#leadingLateness)
    this.#leadingLateness = 0
  }

  get isEmpty(): boolean {
    return this.#head === this.#length
  }

  /** Time of the next record in milliseconds, or the newest time before it when most of what follows says that it is wrong. */
  get headTime(): number {
    const batch = this.#pool[this.#head]!
    const second = batch.second[this.#row]!
    const time = second * 1_000 + batch.millisecond[this.#row]!
    if (time <= this.#newest + DOUBTFUL_JUMP * 1_000) return time
    const end = Math.min(batch.count, this.#row + 1 + LOOK_AHEAD)
    let behind = 0
    for (let row = this.#row + 1; row < end; row++) if (batch.second[row]! < second - DOUBTFUL_JUMP) behind++
    const following = end - this.#row - 1
    return following > 0 && behind * 2 > following ? this.#newest : time
  }

  /** Passes on records while their time is at most `until` (before it when `strictly`): at least one. */
  drain(sink: LogSink, until: number, strictly: boolean): void {
    do {
      const batch = this.#pool[this.#head]!
      const from = this.#row
      do {
        this.#newest = Math.max(this.#newest, this.headTime)
        this.#row++
      } while (this.#row < batch.count && precedes(this.headTime, until, strictly))
      const to = this.#row
      if (to === batch.count) {
        this.#head++
        this.#row = 0
      }
      sink.consume(batch, from, to)
      if (to === batch.count) this.#passNotes(this.#head - 1, sink)
    } while (!this.isEmpty && precedes(this.headTime, until, strictly))
    if (this.isEmpty) this.#head = this.#length = 0
  }

  #passNotes(batch: number, sink: LogSink): void {
    this.#refused[batch]?.passTo(passTo(sink))
    const lateness = this.#lateness[batch] ?? 0
    if (lateness === 0) return
    this.#lateness[batch] = 0
    sink.expectLate(lateness)
  }
}

function passTo(sink: LogSink): RefusalListener {
  return (...refused) => sink.refuse?.(...refused)
}

function precedes(time: number, until: number, strictly: boolean): boolean {
  return strictly ? time < until : time <= until
}

function copyRows(from: RecordBatch, start: number, end: number, to: RecordBatch): void {
  to.count = end - start
  to.tally = from.tally
  to.text = from.text
  to.second.set(from.second.subarray(start, end))
  to.millisecond.set(from.millisecond.subarray(start, end))
  to.keyHigh.set(from.keyHigh.subarray(start, end))
  to.keyLow.set(from.keyLow.subarray(start, end))
  to.hostHigh.set(from.hostHigh.subarray(start, end))
  to.hostLow.set(from.hostLow.subarray(start, end))
  to.method.set(from.method.subarray(start, end))
  to.status.set(from.status.subarray(start, end))
  to.bytes.set(from.bytes.subarray(start, end))
  to.duration.set(from.duration.subarray(start, end))
  to.endpoint.set(from.endpoint.subarray(start, end))
  to.flags.set(from.flags.subarray(start, end))
  to.lineStart.set(from.lineStart.subarray(start, end))
  to.lineEnd.set(from.lineEnd.subarray(start, end))
}
