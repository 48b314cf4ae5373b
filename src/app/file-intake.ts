import type { FileTally } from '../domain/file-tally.ts'
import type { BatchSink, LogSink } from '../domain/ports.ts'
import type { FoundFormat, ParserOptions } from '../edge/parse/line-format.ts'
import { LineReader, type RejectListener } from '../edge/parse/line-reader.ts'
import { PatientRefusals } from '../edge/parse/patient-refusals.ts'
import { PATIENCE } from '../edge/parse/recognise.ts'
import { createParser } from '../edge/parse/registry.ts'
import { latenessOf } from './parsing.ts'

export interface FileIntakeOptions {
  readonly format: string
  readonly tally: FileTally
  readonly sink: BatchSink
  readonly expectLate: LogSink['expectLate']
  /** Told of the format, in words, when it is settled and when it is another one. */
  readonly onFormat: (words: string, isChange: boolean) => void
  readonly onReject: RejectListener
  readonly parsing?: Omit<ParserOptions, 'onFormat'>
}

/** What the lines of one file go through, live and in a replay: their format found, its lateness asked for, refused lines counted. */
export class FileIntake {
  readonly reader: LineReader
  /** null until a format is settled. */
  format: FoundFormat | null = null
  readonly #options: FileIntakeOptions
  readonly #refusals: PatientRefusals

  constructor(options: FileIntakeOptions) {
    const { format, tally, sink, onReject } = options
    this.#options = options
    this.#refusals = new PatientRefusals(sink, format === 'auto' ? PATIENCE : 0)
    const parser = createParser(format, { ...options.parsing, onFormat: (found) => this.#settle(found) })
    this.reader = new LineReader({ parser, tally, sink: this.#refusals, onReject })
  }

  #settle(found: FoundFormat): void {
    const before = this.format
    this.format = found
    this.#refusals.forgive()
    const lateness = latenessOf(found)
    if (lateness > 0) this.#options.expectLate(lateness)
    if (before !== null && before.name === found.name && before.columns === found.columns) return
    const late =
      lateness > 0
        ? `; its lines tell when a request began and not how long it took, so seconds stay open for ${lateness} s: a format with the duration is judged sooner`
        : ''
    const change = before === null ? '' : changeWords(before.name, found.name)
    this.#options.onFormat(`${change}format ${found.name}; ${found.columns}${late}`, before !== null)
  }
}

function changeWords(before: string, found: string): string {
  return before === found
    ? `the columns of ${found} changed in mid-stream: `
    : `the format changed from ${before} to ${found} in mid-stream: `
}
