import { type SeriesScorer, seriesScorers } from '../brain/detect/series/series-scorers.ts'
import { SourceError } from '../domain/errors.ts'
import type { ByteText } from '../domain/record-batch.ts'
import type { ChunkSink } from '../edge/source/chunk-sink.ts'
import { ReplayFile } from '../edge/source/replay-file.ts'
import { formatDuration } from '../lib/duration.ts'
import type { Output } from '../lib/output.ts'
import { backwards, fieldsOf, isHeader, pointOf, type SeriesPoint } from './series-point.ts'

export interface ScoreSeriesOptions {
  /** CSV, plain or gzip, or `-` for standard input. */
  readonly file: string
  /** A name of `seriesScorers`. */
  readonly detector: string
  readonly form: 'csv' | 'ndjson'
  readonly out: Output
}

/** Scores each point of a series by those before it, line by line, in memory that does not grow. Throws SourceError. */
export async function scoreSeries(options: ScoreSeriesOptions): Promise<void> {
  const scorer = seriesScorers.find(({ name }) => name === options.detector)!.create()
  const sink = new SeriesSink(scorer, options)
  const file = open(options.file, sink)
  try {
    while (await file.next());
    sink.end()
  } finally {
    options.out.flush()
    file.close()
  }
}

class SeriesSink implements ChunkSink {
  readonly #scorer: SeriesScorer
  readonly #options: ScoreSeriesOptions
  readonly #name: string
  #line = 0
  #points = 0
  #hasBegun = false
  #before: { readonly at: number; readonly step: number; readonly timestamp: string } | null = null

  constructor(scorer: SeriesScorer, options: ScoreSeriesOptions) {
    this.#scorer = scorer
    this.#options = options
    this.#name = options.file === '-' ? 'standard input' : options.file
  }

  read({ bytes }: ByteText, start: number, end: number): number {
    let at = start
    for (;;) {
      const feed = bytes.indexOf(0x0a, at)
      if (feed < 0 || feed >= end) return at
      this.#take(bytes.toString('utf8', at, feed))
      at = feed + 1
    }
  }

  finish({ bytes }: ByteText, start: number, end: number): void {
    this.#take(bytes.toString('utf8', start, end))
  }

  refuseLong(): void {
    this.#line++
    this.#refuse('the line is longer than 1 MiB', 'Check that the file is a CSV of timestamp,value.')
  }

  reset(): void {}

  /** Throws when there was no point. */
  end(): void {
    if (this.#points > 0) return
    throw new SourceError(`${this.#name} holds no points`, 'It must have lines of timestamp,value.')
  }

  #take(text: string): void {
    this.#line++
    const line = this.#line === 1 ? text.replace(/^\uFEFF/, '').trim() : text.trim()
    if (line === '') return
    const fields = fieldsOf(line)
    const isFirst = !this.#hasBegun
    this.#hasBegun = true
    if (isFirst && fields.length === 2 && isHeader(fields)) {
      if (this.#options.form === 'csv') this.#options.out.line(`${line},score`)
      return
    }
    const point = pointOf(fields)
    if ('fault' in point) this.#refuse(point.fault, point.hint)
    this.#judge(point)
  }

  #judge(point: SeriesPoint): void {
    const before = this.#before
    const back = before === null ? null : backwards(point, before)
    if (back !== null)
      this.#refuse(
        `${point.timestamp} lies ${formatDuration(back)} before ${before!.timestamp}, the point before it`,
        'A score uses the past only: sort the series by time, for instance with sort.',
      )
    const step = before === null ? 0 : point.at - before.at
    this.#before = { at: point.at, step: step > 0 ? step : (before?.step ?? 0), timestamp: point.timestamp }
    this.#points++
    const score = point.value === null ? 0 : this.#scorer.score(point.value, point.at)
    const rounded = Math.round(score * 1e6) / 1e6
    this.#options.out.line(
      this.#options.form === 'csv'
        ? `${point.timestamp},${point.text},${rounded}`
        : JSON.stringify({ timestamp: point.timestamp, value: point.value, score: rounded }),
    )
  }

  #refuse(fault: string, hint: string): never {
    throw new SourceError(`${this.#name}, line ${this.#line}: ${fault}`, hint)
  }
}

function open(name: string, sink: ChunkSink): ReplayFile {
  try {
    return new ReplayFile(name, sink)
  } catch (error) {
    if (!(error instanceof SourceError) || (error.cause as NodeJS.ErrnoException | undefined)?.code !== 'ENOENT')
      throw error
    throw new SourceError(error.message, 'Check the path, or give - for standard input.', { cause: error })
  }
}
