import type { Config } from '../config/schema.ts'
import { type Bytes, type EpochSeconds, MINUTE, type Seconds } from '../domain/units.ts'
import { nextTurn } from '../lib/turns.ts'
import { BatchQueue } from './batch-queue.ts'
import type { Engine } from './engine.ts'
import type { ChosenLog } from './log-choice.ts'
import { mergeByTime } from './merge.ts'
import { parsingFor } from './parsing.ts'
import { type LiveStart, type PastSeries, pastSeries } from './priming-files.ts'
import { type PastPart, partsSince } from './priming-parts.ts'
import { PrimingReader } from './priming-reader.ts'

/** So much makes windows and the sources that the site knows as they would be. */
const WHOLE: Seconds = (12 * MINUTE) / 1_000
/** More than the longest window and the latest line. */
const LEAST: Seconds = 90
/** Of all logs together, if that holds the least. */
const MOST: Bytes = 256 << 20
/** Chunks between two turns of the event loop. */
const CHUNKS_A_TURN = 8

/** Fills the engine's windows with the last minutes before live reading begins. Packed files are left out: unpacking takes time. */
export async function warm(
  engine: Engine,
  logs: readonly ChosenLog[],
  starts: readonly LiveStart[],
  newest: EpochSeconds,
  config: Config,
): Promise<void> {
  engine.warm()
  const parsing = parsingFor(config, engine)
  const series = pastSeries(logs, starts)
  const since = (seconds: Seconds) => series.map((one) => plainParts(one, newest - seconds))
  const whole = since(WHOLE)
  const span = Math.max(LEAST, Math.floor(WHOLE * Math.min(1, MOST / bytesOf(whole))))
  let chunks = 0
  const inputs = (span === WHOLE ? whole : since(span)).map((parts) => {
    const queue = new BatchQueue()
    const reader = new PrimingReader(parts, newest - span, series.length === 1 ? engine : queue, parsing)
    const fill = async () => {
      if (++chunks % CHUNKS_A_TURN === 0) await nextTurn()
      return reader.next()
    }
    return { queue, reader, fill }
  })
  try {
    if (inputs.length === 1) while (await inputs[0]!.fill());
    else await mergeByTime(inputs, engine)
  } finally {
    for (const { reader } of inputs) reader.close()
  }
}

function plainParts(series: PastSeries, from: EpochSeconds): PastPart[] {
  const { parts } = partsSince(series, from)
  return parts.slice(parts.findLastIndex(({ isPacked }) => isPacked) + 1)
}

function bytesOf(series: readonly (readonly PastPart[])[]): Bytes {
  return series.flat().reduce((sum, { size, start }) => sum + size - start, 0)
}
