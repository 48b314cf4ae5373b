import { scoreSeries } from '../../app/score-series.ts'
import { UsageError } from '../../domain/errors.ts'
import type { GlobalOptions } from '../command-options.ts'
import { StandardOutput } from '../output.ts'

/** What the command line gives. */
export interface SeriesFlags extends GlobalOptions {
  readonly detector: string
}

export async function seriesCommand(file: string, flags: SeriesFlags): Promise<void> {
  if (flags.output === 'json')
    throw new UsageError('series cannot print one JSON document: a series need not end', 'Use -o ndjson.')
  const form = flags.output === 'ndjson' ? 'ndjson' : 'csv'
  await scoreSeries({ file, detector: flags.detector, form, out: new StandardOutput() })
}
