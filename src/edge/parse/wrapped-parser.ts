import type { ByteText, RecordBatch } from '../../domain/record-batch.ts'
import { type RejectCode, VALID } from '../../domain/reject-reason.ts'
import { Candidates } from './candidates.ts'
import type { FoundFormat, LineFormat, ParserOptions, Recognised } from './line-format.ts'
import type { LineParser } from './line-parser.ts'
import { InnerLine, type LinePeeler, type LineWrapper } from './line-wrapper.ts'
import { Recogniser } from './recognise.ts'
import { whyNoFormat } from './why-not.ts'

/** Peels each line and has the line within parsed. No kernel: what it reads must lie in the lines as they are. */
export class WrappedParser implements LineParser {
  readonly name: string
  readonly #peeler: LinePeeler
  readonly #parser: LineParser
  readonly #inner = new InnerLine()
  #isBound = false

  constructor(name: string, peeler: LinePeeler, parser: LineParser) {
    this.name = name
    this.#peeler = peeler
    this.#parser = parser
  }

  parse(text: ByteText, start: number, end: number, batch: RecordBatch, row: number): RejectCode {
    const inner = this.#inner
    const peeled = this.#peeler.peel(text, start, end, inner)
    if (peeled !== VALID) return peeled
    const code = this.#parser.parse(inner.text, inner.start, inner.end, batch, row)
    if (code === VALID && !this.#isBound) {
      this.#isBound = true
      this.#peeler.bind?.()
    }
    return code
  }
}

/** `combined in docker json-file`. */
export function wrappedName(format: string, wrapper: string): string {
  return `${format} in ${wrapper}`
}

/** The options of a parser within a wrapper: what is told of its format names the wrapper. */
export function innerOptions({ onFormat, ...options }: ParserOptions, wrapper: string): ParserOptions {
  if (onFormat === undefined) return options
  return {
    ...options,
    onFormat: (found: FoundFormat) => onFormat({ ...found, name: wrappedName(found.name, wrapper) }),
  }
}

/** A wrapper as a format of its own: any of `formats` within it, found out by the first line that can be read. */
export function wrappedFormat(wrapper: LineWrapper, formats: readonly LineFormat[]): LineFormat {
  const format: LineFormat = {
    name: wrapper.name,
    title: `any format in ${wrapper.title}`,
    create: (options) => new Recogniser(wrapper.name, [format], options),
    candidate(options = {}) {
      const candidates = new Candidates(formats, innerOptions(options, wrapper.name))
      const inner = new InnerLine()
      let peeler = wrapper.create()
      return {
        name: wrapper.name,
        recognise(text, start, end, batch, row): Recognised {
          if (peeler.peel(text, start, end, inner) !== VALID) return null
          let isHeader = false
          for (const candidate of candidates) {
            const found = candidate.recognise(inner.text, inner.start, inner.end, batch, row)
            if (found === 'header') isHeader = true
            if (found === null || found === 'header') continue
            const name = wrappedName(candidate.name, wrapper.name)
            peeler.bind?.()
            const parser = new WrappedParser(name, peeler, found.parser)
            peeler = wrapper.create()
            return { ...found, parser, name }
          }
          return isHeader ? 'header' : null
        },
      }
    },
    whyNot(text, start, end) {
      const inner = new InnerLine()
      if (wrapper.create().peel(text, start, end, inner) !== VALID) return null
      const within = whyNoFormat(formats, inner.text, inner.start, inner.end)
      return `the line in it is of no known format: ${within.map((known) => `${known.format}: ${known.why}`).join('; ')}`
    },
  }
  return format
}
