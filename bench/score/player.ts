import { Engine } from '../../src/app/engine.ts'
import { FileTally } from '../../src/domain/file-tally.ts'
import type { BatchSink, EngineEvent } from '../../src/domain/ports.ts'
import { ByteText } from '../../src/domain/record-batch.ts'
import type { EpochMilliseconds } from '../../src/domain/units.ts'
import { LineReader } from '../../src/edge/parse/line-reader.ts'
import { createParser } from '../../src/edge/parse/registry.ts'
import { nginxJsonLine } from '../../src/simulate/nginx-json.ts'
import type { Request } from '../../src/simulate/request.ts'
import type { Contender } from './profiles.ts'
import type { RecordedSecond } from './recorded-log.ts'

/** Longer than any simulated line. */
const LINE = 2_048

/** Plays one log to an engine of each contender at once; each line is parsed once. */
export class Player {
  /** What each engine told, in the order of the contenders. */
  readonly told: readonly EngineEvent[][]
  readonly #engines: readonly Engine[]
  readonly #reader: LineReader
  readonly #room: ByteText
  #filled = 0

  /** `onlooker` sees the records too. */
  constructor(contenders: readonly Contender[], onlooker?: BatchSink) {
    this.told = contenders.map(() => [])
    this.#engines = contenders.map(
      ({ config }, i) =>
        new Engine({
          config,
          ownAddresses: [],
          seed: 0,
          events: { emit: (event) => this.told[i]!.push(event) },
          onProtected() {},
          onDetectorFailure(detector, error) {
            throw new Error(`${detector} failed`, { cause: error })
          },
        }),
    )
    const engines = this.#engines
    this.#reader = new LineReader({
      parser: createParser('json'),
      tally: new FileTally('log'),
      sink: {
        consume(batch, from, to) {
          for (const engine of engines) engine.consume(batch, from, to)
          onlooker?.consume(batch, from, to)
        },
      },
    })
    this.#room = this.#reader.room ?? new ByteText(Buffer.alloc(1 << 19))
  }

  /** Plays a recorded second, and in it requests that come beside, in the order of time. */
  second({ text, at, ends }: RecordedSecond, from: EpochMilliseconds, beside: readonly Request[]): void {
    let line = 0
    let start = 0
    for (const request of beside) {
      const first = line
      while (line < at.length && from + at[line]! <= request.at) line++
      if (line > first) {
        this.#copy(text, start, ends, first, line)
        start = ends[line - 1]!
      }
      this.#write(nginxJsonLine(request))
    }
    if (line < at.length) this.#copy(text, start, ends, line, at.length)
    this.#read()
  }

  /** The log has ended. */
  finish(): void {
    for (const engine of this.#engines) engine.finish()
  }

  #write(line: string): void {
    if (this.#filled + LINE > this.#room.bytes.length) this.#read()
    this.#filled += this.#room.bytes.write(line, this.#filled)
  }

  /** The lines [first, last), which begin at `start`. */
  #copy(text: Buffer, start: number, ends: Uint32Array, first: number, last: number): void {
    const end = ends[last - 1]!
    if (this.#filled + end - start > this.#room.bytes.length) {
      this.#read()
      const middle = (first + last) >> 1
      if (end - start > this.#room.bytes.length) {
        this.#copy(text, start, ends, first, middle)
        this.#copy(text, ends[middle - 1]!, ends, middle, last)
        return
      }
    }
    text.copy(this.#room.bytes, this.#filled, start, end)
    this.#filled += end - start
  }

  #read(): void {
    if (this.#filled > 0) this.#reader.read(this.#room, 0, this.#filled)
    this.#filled = 0
  }
}
