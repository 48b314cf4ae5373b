import type { ByteText, RecordBatch } from '../../domain/record-batch.ts'
import type { LineParser } from './line-parser.ts'

/** A log format that is known by name. */
export interface LineFormat {
  /** As in the configuration. */
  readonly name: string
  readonly title: string
  create(): LineParser
  /** A fresh candidate for one file whose format is to be found out. */
  candidate(): FormatCandidate
}

export interface FormatCandidate {
  readonly name: string
  /** Parses the line into the row; null if it is not of this format. May allocate: called for first lines and misses only. */
  recognise(text: ByteText, start: number, end: number, batch: RecordBatch, row: number): RecognisedFormat | null
}

export interface RecognisedFormat {
  /** Reads the lines that follow. */
  readonly parser: LineParser
  /** Which column serves for what, for people: one line. */
  readonly columns: string
}
