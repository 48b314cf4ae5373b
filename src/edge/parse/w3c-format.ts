import { BLANK, VALID } from '../../domain/reject-reason.ts'
import type { LineFormat } from './line-format.ts'
import { type W3cOrigin, W3cParser } from './w3c-parser.ts'

/** So does a data line begin, its header seen or not: a date, and behind a blank or a tab a time. */
const DATED = /^\d{4}-\d\d-\d\d([ \t])\d\d:\d\d:\d\d/
const MISSING = {
  w3c: 'it looks like a line of a W3C log, but no #Fields line came before it that names c-ip, date, time and sc-status and has as many columns: give the file from its beginning, and tick these fields in the logging of IIS',
  cloudfront:
    'it looks like a line of CloudFront, but the #Fields line with which its files begin did not come before it: give the file from its beginning',
}

/** A named format whose columns a header line names. */
export function w3cFormat(name: string, title: string, origin: W3cOrigin): LineFormat {
  return {
    name,
    title,
    create: ({ trusted, onFormat } = {}) =>
      new W3cParser({
        name,
        origin,
        trusted,
        onFields: (fields) => onFormat?.({ name, columns: fields.words, time: 'end' }),
      }),
    candidate(options = {}) {
      let isFound = false
      let columns = ''
      const parser = new W3cParser({
        name,
        origin,
        trusted: options.trusted,
        onFields(fields) {
          columns = fields.words
          if (isFound) options.onFormat?.({ name, columns, time: 'end' })
        },
      })
      return {
        name,
        recognise(text, start, end, batch, row) {
          const code = parser.parse(text, start, end, batch, row)
          if (code !== VALID) return code === BLANK ? 'header' : null
          isFound = true
          return { parser, columns, time: 'end' }
        },
      }
    },
    whyNot(text, start, end) {
      const separator = DATED.exec(text.bytes.toString('latin1', start, Math.min(end, start + 32)))?.[1]
      return separator === (origin === 'cloudfront' ? '\t' : ' ') ? MISSING[origin] : null
    },
  }
}
