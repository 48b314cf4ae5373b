import { VALID } from '../../../domain/reject-reason.ts'
import { timeOf } from '../json-keys.ts'
import { describeMapping } from '../json-recognise.ts'
import type { LineFormat } from '../line-format.ts'
import { labelsOf, missingLabels, readLabels } from '../ltsv-labels.ts'
import { LtsvParser } from '../ltsv-parser.ts'
import { Recogniser } from '../recognise.ts'

/** Labeled Tab-separated Values; what the labels mean is read off the first line. Source: ltsv.org. */
export const ltsv: LineFormat = {
  name: 'ltsv',
  title: 'LTSV, labels by ltsv.org',
  create: (options) => new Recogniser('ltsv', [ltsv], options),
  candidate: (options) => ({
    name: 'ltsv',
    recognise(text, start, end, batch, row) {
      const leaves = readLabels(text, start, end)
      const mapping = leaves && labelsOf(leaves)
      if (leaves === null || mapping === null) return null
      const parser = new LtsvParser(mapping, options?.trusted)
      if (parser.parse(text, start, end, batch, row) !== VALID) return null
      return {
        parser,
        columns: describeMapping(mapping, leaves).replaceAll('key "', 'label "'),
        time: timeOf(mapping),
      }
    },
  }),
  whyNot(text, start, end) {
    const leaves = readLabels(text, start, end)
    return leaves && missingLabels(leaves)
  },
}
