import { RecordBatch } from '../../domain/record-batch.ts'
import { REJECT_REASONS, type RejectReason, VALID } from '../../domain/reject-reason.ts'
import type { TimeMeaning } from './event-time.ts'
import type { LineFormat, ParserOptions } from './line-format.ts'
import type { LineParser } from './line-parser.ts'
import { REJECT_WORDS } from './reject-words.ts'

/** Bytes of a line by which it is told whether one would expect it to be of a format. */
const BEGINNING = 120

export interface NamedFormat {
  readonly name: string
  readonly title: string
  /** Which column serves for what, for people: one line. */
  readonly columns: string
  readonly time: TimeMeaning
  parser(options: ParserOptions): LineParser
  /** What begins like this is expected to be of the format; left out: all that no other format claims. */
  readonly beginning?: RegExp
}

/** A format whose lines one parser tells from all others: what it can read is of this format. */
export function namedFormat(named: NamedFormat): LineFormat {
  const { name, title, columns, time, parser: create, beginning } = named
  return {
    name,
    title,
    create(options = {}) {
      options.onFormat?.({ name, columns, time })
      return create(options)
    },
    candidate(options = {}) {
      const parser = create(options)
      const found = { parser, columns, time }
      return {
        name,
        recognise: (text, start, end, batch, row) =>
          parser.parse(text, start, end, batch, row) === VALID ? found : null,
      }
    },
    ...(beginning !== undefined && {
      whyNot(text, start, end) {
        if (!beginning.test(text.bytes.toString('latin1', start, Math.min(end, start + BEGINNING)))) return null
        const code = create({}).parse(text, start, end, new RecordBatch(), 0)
        return code === VALID ? null : REJECT_WORDS[REJECT_REASONS[code] as RejectReason]
      },
    }),
  }
}
