import { UsageError } from '../domain/errors.ts'
import { parseAddress } from '../lib/ip-address.ts'
import { eventObject } from '../wire/ndjson.ts'
import { notUnderstood, type Summary, summaryObject } from '../wire/summary.ts'
import { eventWords } from '../wire/words.ts'
import type { Explanation } from './explanation.ts'
import { checkPlayable, playLogs } from './play-logs.ts'
import type { ReplayOptions } from './replay-options.ts'

/** Exit code. */
export const TOO_MANY_FALSE_BANS = 10
/** Plays logs through the engine in log time; returns the exit code. Throws BreakwaterError for what cannot be read. */
export async function replay(options: ReplayOptions): Promise<number> {
  const { files, config, out, output, progress } = options
  checkPlayable(files)
  if (options.maxFalseBans !== undefined && options.truthFile === undefined)
    throw new UsageError(
      '--max-false-bans needs --truth',
      'Name the truth file of the log, as breakwater simulate writes it.',
    )
  const address = options.explain === undefined ? undefined : wanted(options.explain)
  // What few replays need is loaded by those: a start must be quick.
  const counts =
    options.countsFile === undefined
      ? undefined
      : new (await import('./address-counts.ts')).AddressCounts(options.countsFile)
  const { Explanation } = address === undefined ? NOT_LOADED : await import('./explanation.ts')
  const score = options.truthFile === undefined ? undefined : await scoreOf(options.truthFile)
  const all: Record<string, unknown>[] = []
  let explanation: Explanation | undefined
  const facts = await playLogs({
    files,
    config,
    seed: options.seed,
    progress,
    ...(options.format !== undefined && { format: options.format }),
    ...(counts && { counts }),
    onEngine(engine) {
      if (address !== undefined && Explanation !== undefined) explanation = new Explanation(engine, address)
    },
    onEvent(event) {
      score?.see(event)
      explanation?.see(event)
      if (explanation !== undefined && output === 'human') return
      if (output === 'human') out.line(eventWords(event, out.wording, true))
      else if (output === 'ndjson') out.line(JSON.stringify(eventObject(event)))
      else all.push(eventObject(event))
    },
  })
  const summary = summaryObject({ ...facts, ...(score && { truth: score.score() }) })
  await report(options, summary, all, explanation)
  return (summary.truth?.false_bans ?? 0) > (options.maxFalseBans ?? Number.POSITIVE_INFINITY) ? TOO_MANY_FALSE_BANS : 0
}

const NOT_LOADED = { Explanation: undefined }

async function scoreOf(path: string) {
  const { readTruth, TruthScore } = await import('./truth-score.ts')
  return new TruthScore(readTruth(path))
}

async function report(
  options: ReplayOptions,
  summary: Summary,
  events: readonly Record<string, unknown>[],
  explanation: Explanation | undefined,
): Promise<void> {
  const { out, output, progress } = options
  for (const words of notUnderstood(summary.files, '--format')) progress.note(words)
  if (explanation !== undefined) {
    const lines = explanation.tell(out.wording.time)
    if (output === 'human') for (const line of lines) out.line(line)
    else if (output === 'ndjson') progress.note(lines.join('\n'))
    else events = [...events, { type: 'explanation', lines }]
  }
  if (output === 'ndjson') out.line(JSON.stringify(summary))
  else if (output === 'json') out.line(JSON.stringify({ events, summary }, null, 2))
  else for (const line of (await import('./summary-words.ts')).summaryWords(summary, out.wording)) out.line(line)
  out.flush()
}

function wanted(text: string) {
  const address = parseAddress(text.replace(/\/64$/, ''))
  if (address === null)
    throw new UsageError(`"${text}" is not an IP address`, 'Give one address, such as 203.0.113.10 or 2001:db8::1.')
  return { kind: address.kind, high: address.high, low: address.low }
}
