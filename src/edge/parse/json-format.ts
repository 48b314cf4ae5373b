import { VALID } from '../../domain/reject-reason.ts'
import { type JsonMapping, timeOf } from './json-keys.ts'
import { type JsonLeaf, readLeaves } from './json-leaves.ts'
import { JsonParser } from './json-parser.ts'
import { describeMapping } from './json-recognise.ts'
import type { LineFormat } from './line-format.ts'
import { Recogniser } from './recognise.ts'

export interface JsonFormatOptions {
  readonly name: string
  readonly title: string
  /** Which key of a line holds what; null when the line is not of this format. */
  map(leaves: readonly JsonLeaf[]): JsonMapping | null
  /** Why such a line is not of this format, for people; null when nobody would expect it to be. */
  whyNot(leaves: readonly JsonLeaf[]): string | null
}

/** A named format of JSON lines whose keys are read off the first line that is of it. */
export function jsonFormat({ name, title, map, whyNot }: JsonFormatOptions): LineFormat {
  const format: LineFormat = {
    name,
    title,
    create: (options) => new Recogniser(name, [format], options),
    candidate: (options) => ({
      name,
      recognise(text, start, end, batch, row) {
        const leaves = readLeaves(text, start, end)
        const mapping = leaves && map(leaves)
        if (leaves === null || mapping === null) return null
        const parser = new JsonParser(mapping, options)
        if (parser.parse(text, start, end, batch, row) !== VALID) return null
        return { parser, columns: describeMapping(mapping, leaves), time: timeOf(mapping) }
      },
    }),
    whyNot(text, start, end) {
      const leaves = readLeaves(text, start, end)
      return leaves && whyNot(leaves)
    },
  }
  return format
}
