import type { Config } from '../config/schema.ts'
import { UsageError } from '../domain/errors.ts'
import type { Progress } from '../lib/progress.ts'
import { ComparisonRecord, type Contestant, comparisonObject } from './comparison.ts'
import { comparisonWords } from './comparison-words.ts'
import { checkPlayable, playLogs } from './play-logs.ts'
import { TOO_MANY_FALSE_BANS } from './replay.ts'
import type { ReplayOptions } from './replay-options.ts'
import type { TruthScore } from './truth-score.ts'

/** A set of rules under the name that the comparison calls it by. */
export interface NamedConfig {
  readonly name: string
  readonly config: Config
}

export interface CompareOptions extends Omit<ReplayOptions, 'config' | 'countsFile' | 'explain'> {
  /** `maxFalseBans` is for the first. */
  readonly configs: readonly [NamedConfig, NamedConfig]
}

/** Plays logs once for each of two configurations and says where they differ; returns the exit code. Throws BreakwaterError as replay does. */
export async function compare(options: CompareOptions): Promise<number> {
  const { files, configs, out, output, truthFile, maxFalseBans } = options
  checkPlayable(files)
  if (files.includes('-'))
    throw new UsageError(
      'standard input can be read once only, and a comparison plays the log twice',
      'Name a file: write what comes to one first.',
    )
  if (configs[0].name === configs[1].name)
    throw new UsageError(
      `the log is played with ${configs[0].name} already: there is nothing to compare it with`,
      'Name another profile with --compare, or choose one with --profile.',
    )
  if (maxFalseBans !== undefined && truthFile === undefined)
    throw new UsageError(
      '--max-false-bans needs --truth',
      'Name the truth file of the log, as breakwater simulate writes it.',
    )
  const progress = saidOnce(options.progress)
  const first = await play(options, configs[0], progress)
  const second = await play(options, configs[1], progress)
  const comparison = comparisonObject([first, second])
  if (output === 'ndjson') out.line(JSON.stringify(comparison))
  else if (output === 'json') out.line(JSON.stringify(comparison, null, 2))
  else for (const line of comparisonWords(comparison, out.wording)) out.line(line)
  out.flush()
  return (first.score?.false_bans ?? 0) > (maxFalseBans ?? Number.POSITIVE_INFINITY) ? TOO_MANY_FALSE_BANS : 0
}

async function play(options: CompareOptions, { name, config }: NamedConfig, progress: Progress): Promise<Contestant> {
  const { files, format, seed, truthFile } = options
  const record = new ComparisonRecord()
  const score = truthFile === undefined ? undefined : await scoreOf(truthFile)
  const facts = await playLogs({
    files,
    config,
    seed,
    progress,
    ...(format !== undefined && { format }),
    onEvent(event) {
      record.see(event)
      score?.see(event)
    },
  })
  return { name, facts, record, score: score?.score() }
}

/** What is to be said of the log itself is said the first time only. */
function saidOnce(progress: Progress): Progress {
  const said = new Set<string>()
  return {
    update: (done, total, words) => progress.update(done, total, words),
    note(text) {
      if (said.has(text)) return
      said.add(text)
      progress.note(text)
    },
    stop: () => progress.stop(),
  }
}

async function scoreOf(path: string): Promise<TruthScore> {
  const { readTruth, TruthScore } = await import('./truth-score.ts')
  return new TruthScore(readTruth(path))
}
