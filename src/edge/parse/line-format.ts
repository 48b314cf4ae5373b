import type { ByteText, RecordBatch } from '../../domain/record-batch.ts'
import type { CidrSet } from '../../lib/cidr-set.ts'
import type { TimeMeaning } from './event-time.ts'
import type { LineParser } from './line-parser.ts'

/** What a parser is told from outside. */
export interface ParserOptions {
  /** The operator's own proxies: what they say of who the client is counts. */
  readonly trusted?: CidrSet
  /** Told when a format is settled, before its first record is handed on, and again when another one is. */
  readonly onFormat?: (found: FoundFormat) => void
}

/** A format that was given or found out. */
export interface FoundFormat {
  readonly name: string
  /** Which column serves for what, for people: one line. */
  readonly columns: string
  readonly time: TimeMeaning
}

/** A log format that is known by name. */
export interface LineFormat {
  /** As in the configuration. */
  readonly name: string
  readonly title: string
  create(options?: ParserOptions): LineParser
  /** A fresh candidate for one file whose format is to be found out. */
  candidate(options?: ParserOptions): FormatCandidate
  /** Why a line is not of this format, for people, safe to print; null when nobody would expect it to be. May allocate. */
  whyNot?(text: ByteText, start: number, end: number): string | null
}

export interface FormatCandidate {
  readonly name: string
  /**
   * Parses the line into the row; null if it is not of this format, `header` if it only says what the lines behind it hold, which the
   * candidate keeps in mind. May allocate: called for first lines and misses only.
   */
  recognise(text: ByteText, start: number, end: number, batch: RecordBatch, row: number): Recognised
}

export type Recognised = RecognisedFormat | 'header' | null

export interface RecognisedFormat {
  /** The candidate's when left out. */
  readonly name?: string
  /** Reads the lines that follow. */
  readonly parser: LineParser
  /** Which column serves for what, for people: one line. */
  readonly columns: string
  readonly time: TimeMeaning
}
