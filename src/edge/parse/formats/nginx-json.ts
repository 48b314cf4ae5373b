import { VALID } from '../../../domain/reject-reason.ts'
import { JsonParser } from '../json-parser.ts'
import { describeMapping, recogniseJson } from '../json-recognise.ts'
import type { LineFormat } from '../line-format.ts'
import { Recogniser } from '../recognise.ts'

/** One JSON object a line; what the keys mean is read off the first line. */
export const nginxJson: LineFormat = {
  name: 'json',
  title: 'JSON, one object a line',
  create: () => new Recogniser('json', [nginxJson]),
  candidate: () => ({
    name: 'json',
    recognise(text, start, end, batch, row) {
      const mapping = recogniseJson(text, start, end)
      if (mapping === null) return null
      const parser = new JsonParser(mapping)
      return parser.parse(text, start, end, batch, row) === VALID ? { parser, columns: describeMapping(mapping) } : null
    },
  }),
}
