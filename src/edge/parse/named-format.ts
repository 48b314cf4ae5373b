import { VALID } from '../../domain/reject-reason.ts'
import type { TimeMeaning } from './event-time.ts'
import type { LineFormat, ParserOptions } from './line-format.ts'
import type { LineParser } from './line-parser.ts'

export interface NamedFormat {
  readonly name: string
  readonly title: string
  /** Which column serves for what, for people: one line. */
  readonly columns: string
  readonly time: TimeMeaning
  parser(options: ParserOptions): LineParser
}

/** A format whose lines one parser tells from all others: what it can read is of this format. */
export function namedFormat({ name, title, columns, time, parser: create }: NamedFormat): LineFormat {
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
  }
}
