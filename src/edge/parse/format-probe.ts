import { type ByteText, METHODS, type RecordBatch } from '../../domain/record-batch.ts'
import {
  BLANK,
  NOT_A_REQUEST,
  PARTIAL_LINE,
  REJECT_REASONS,
  type RejectCode,
  type RejectReason,
  UNKNOWN_FORMAT,
  VALID,
} from '../../domain/reject-reason.ts'
import { escapeText } from '../../lib/escape-text.ts'
import { formatAddress } from '../../lib/ip-address.ts'
import { forwardedField } from './forwarded-hint.ts'
import type { FoundFormat, ParserOptions } from './line-format.ts'
import type { LineParser } from './line-parser.ts'
import { CANDIDATES, createParser } from './registry.ts'
import { REJECT_WORDS } from './reject-words.ts'
import { type FormatRefusal, whyNoFormat } from './why-not.ts'

/** Characters of an offending line that are shown. */
const SHOWN = 200

/** What the first lines of a log are. All texts are safe to print. */
export interface FormatReport {
  readonly format: FoundFormat | null
  /** Lines looked at, blank ones left out. */
  readonly lines: number
  readonly understood: number
  /** Lines of other logs and pieces of cut lines: neither understood nor a fault. */
  readonly passed: number
  /** The first record, as it was understood. */
  readonly sample: SampleRecord | null
  readonly offender: OffendingLine | null
  /** A field in which proxies say who the client is. */
  readonly forwarded: string | null
}

export interface SampleRecord {
  readonly address: string
  /** ISO 8601, UTC: the end of the request, as far as the log tells it. */
  readonly time: string
  readonly status: number
  readonly method: string
  readonly bytes: number
  /** null: the log does not say. */
  readonly duration_ms: number | null
}

export interface OffendingLine {
  /** Counted from 1, blank lines left out. */
  readonly number: number
  readonly reason: RejectReason
  readonly line: string
  readonly why: readonly FormatRefusal[]
}

/** Parses the first lines of a log and remembers what there is to tell of its format. Has no kernel, so that each line passes. */
export class FormatProbe implements LineParser {
  readonly name = 'probe'
  readonly #parser: LineParser
  readonly #asked: string
  readonly #limit: number
  #format: FoundFormat | null = null
  #lines = 0
  #understood = 0
  #passed = 0
  #sample: SampleRecord | null = null
  #offender: OffendingLine | null = null
  #forwarded: string | null = null

  /** Looks at `limit` lines at most. Throws FormatError when there is no such format. */
  constructor(format: string, limit: number, options: ParserOptions = {}) {
    this.#asked = format
    this.#limit = limit
    this.#parser = createParser(format, {
      ...options,
      onFormat: (found) => {
        this.#format = found
      },
    })
  }

  /** It has seen enough. */
  get isFull(): boolean {
    return this.#lines >= this.#limit
  }

  report(): FormatReport {
    return {
      format: this.#format,
      lines: this.#lines,
      understood: this.#understood,
      passed: this.#passed,
      sample: this.#sample,
      offender: this.#offender,
      forwarded: this.#forwarded,
    }
  }

  parse(text: ByteText, start: number, end: number, batch: RecordBatch, row: number): RejectCode {
    if (this.isFull) return UNKNOWN_FORMAT
    const code = this.#parser.parse(text, start, end, batch, row)
    if (code === BLANK) return BLANK
    this.#lines++
    this.#forwarded ??= forwardedField(text.bytes.toString('utf8', start, Math.min(end, start + 16_384)))
    if (code === VALID) {
      this.#understood++
      this.#sample ??= sampleOf(batch, row)
    } else if (code === NOT_A_REQUEST || code === PARTIAL_LINE) this.#passed++
    else this.#offender ??= this.#judge(code, text, start, end)
    return code
  }

  #judge(code: RejectCode, text: ByteText, start: number, end: number): OffendingLine {
    const reason = REJECT_REASONS[code] as RejectReason
    const asked = CANDIDATES.filter(({ name }) => this.#asked === 'auto' || name === this.#asked)
    const why = code === UNKNOWN_FORMAT ? whyNoFormat(asked, text, start, end) : []
    const format = this.#format?.name ?? this.#asked
    return {
      number: this.#lines,
      reason,
      line: escapeText(text.bytes.toString('utf8', start, Math.min(end, start + 4 * (SHOWN + 1))), SHOWN),
      why: why.length > 0 ? why : [{ format: escapeText(format, SHOWN), why: REJECT_WORDS[reason] }],
    }
  }
}

function sampleOf(batch: RecordBatch, row: number): SampleRecord {
  const kind = batch.flags[row]! & 1 ? 6 : 4
  const duration = batch.duration[row]!
  return {
    address: formatAddress(kind, batch.keyHigh[row]!, batch.keyLow[row]!, batch.hostHigh[row]!, batch.hostLow[row]!),
    time: new Date(batch.second[row]! * 1_000 + batch.millisecond[row]!).toISOString(),
    status: batch.status[row]!,
    method: METHODS[batch.method[row]!]!,
    bytes: batch.bytes[row]!,
    duration_ms: duration < 0 ? null : Math.round(duration * 1_000) / 1_000,
  }
}
