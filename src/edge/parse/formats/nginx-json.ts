import { VALID } from '../../../domain/reject-reason.ts'
import { timeOf } from '../json-keys.ts'
import { JsonParser } from '../json-parser.ts'
import { describeMapping, recogniseJson } from '../json-recognise.ts'
import type { LineFormat } from '../line-format.ts'
import { Recogniser } from '../recognise.ts'

/** One JSON object a line; what the keys mean is read off the first line. */
export const nginxJson: LineFormat = {
  name: 'json',
  title: 'JSON, one object a line',
  create: (options) => new Recogniser('json', [nginxJson], options),
  candidate: (options) => ({
    name: 'json',
    recognise(text, start, end, batch, row) {
      const mapping = recogniseJson(text, start, end)
      if (mapping === null) return null
      const parser = new JsonParser(mapping, options)
      if (parser.parse(text, start, end, batch, row) !== VALID) return null
      return { parser, columns: describeMapping(mapping), time: timeOf(mapping) }
    },
  }),
}
