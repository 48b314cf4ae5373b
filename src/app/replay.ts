import { statSync } from 'node:fs'
import { proxyAdvice } from '../brain/explain/proxy-advice.ts'
import { UsageError } from '../domain/errors.ts'
import { FileTally } from '../domain/file-tally.ts'
import type { EngineEvent } from '../domain/ports.ts'
import { RejectSample } from '../edge/parse/reject-sample.ts'
import { groupSeries } from '../edge/source/series.ts'
import { isSyslog } from '../edge/source/syslog-address.ts'
import { parseAddress } from '../lib/ip-address.ts'
import { nextTurn } from '../lib/turns.ts'
import { eventObject } from '../wire/ndjson.ts'
import { type Summary, summaryObject } from '../wire/summary.ts'
import { eventWords } from '../wire/words.ts'
import { BatchQueue } from './batch-queue.ts'
import { Engine } from './engine.ts'
import type { Explanation } from './explanation.ts'
import type { ReplayOptions } from './replay-options.ts'
import { SeriesReader } from './series-reader.ts'
import { trustedNetworks, trustedProxies } from './trusted-proxies.ts'

/** Exit code. */
const TOO_MANY_FALSE_BANS = 10
/** Chunks between two looks at the progress bar. */
const CHUNKS_A_TURN = 32

/** Plays logs through the engine in log time; returns the exit code. Throws BreakwaterError for what cannot be read. */
export async function replay(options: ReplayOptions): Promise<number> {
  const { files, config, out, output, progress } = options
  if (files.length === 0)
    throw new UsageError(
      'replay needs at least one log file',
      'Name the files, or - for standard input: breakwater replay access.log',
    )
  const datagrams = files.find(isSyslog)
  if (datagrams !== undefined)
    throw new UsageError(
      `replay cannot read ${datagrams}: datagrams are gone once they were sent, there is no yesterday to play`,
      `Watch them with breakwater run ${datagrams}, or name a file that your syslog daemon wrote.`,
    )
  if (options.maxFalseBans !== undefined && options.truthFile === undefined)
    throw new UsageError(
      '--max-false-bans needs --truth',
      'Name the truth file of the log, as breakwater simulate writes it.',
    )
  const started = performance.now()
  const tallies: FileTally[] = []
  // What few replays need is loaded by those: a start must be quick.
  const counts =
    options.countsFile === undefined
      ? undefined
      : new (await import('./address-counts.ts')).AddressCounts(options.countsFile)
  const all: Record<string, unknown>[] = []
  let told = 0
  const engine = new Engine({
    config,
    ownAddresses: [],
    seed: options.seed,
    events: { emit: (event) => tell(event) },
    onProtected: (address, because) =>
      progress.note(
        proxyAdvice(address, because) ?? `${address} went over a limit but must not be banned (${because.why})`,
      ),
    onDetectorFailure: (detector, error) =>
      progress.note(`the detector ${detector} failed and is left out where it does: ${error.message}`),
    ...(counts && { counts }),
  })
  const explanation =
    options.explain === undefined
      ? undefined
      : new (await import('./explanation.ts')).Explanation(engine, wanted(options.explain))
  const tell = (event: EngineEvent): void => {
    told++
    score?.see(event)
    explanation?.see(event)
    if (explanation !== undefined && output === 'human') return
    if (output === 'human') out.line(eventWords(event, out.wording, true))
    else if (output === 'ndjson') out.line(JSON.stringify(eventObject(event)))
    else all.push(eventObject(event))
  }
  const score = options.truthFile === undefined ? undefined : await scoreOf(options.truthFile)
  const samples = new RejectSample(() => performance.now())
  const format = options.format ?? config.format
  const trusted = trustedProxies(trustedNetworks(config))
  const readers = groupSeries(files).map((series) => {
    const queue = new BatchQueue()
    const reader = new SeriesReader({
      series,
      format,
      trusted,
      sink: files.length === series.length ? engine : queue,
      tallyOf: (name) => {
        const tally = new FileTally(name)
        tallies.push(tally)
        counts?.addFile(tally)
        return tally
      },
      onReject: (code, text, start, end) => {
        const sample = samples.take(code, text, start, end)
        if (sample !== null) progress.note(`a line was refused (${sample.reason}): ${sample.line}`)
      },
    })
    return { queue, reader }
  })
  const total = files.reduce((sum, file) => sum + sizeOf(file), 0)
  const showProgress = () =>
    progress.update(
      readers.reduce((sum, { reader }) => sum + reader.position, 0),
      total,
      `${told} events`,
    )
  let turn = 0
  const next = async (reader: SeriesReader): Promise<boolean> => {
    const more = await reader.next()
    if (++turn % CHUNKS_A_TURN === 0) {
      showProgress()
      await nextTurn()
    }
    return more
  }
  try {
    if (readers.length === 1) while (await next(readers[0]!.reader));
    else {
      const { mergeByTime } = await import('./merge.ts')
      const inputs = readers.map(({ queue, reader }) => ({ queue, fill: () => next(reader) }))
      await mergeByTime(inputs, engine)
    }
  } finally {
    engine.finish()
    progress.stop()
    counts?.write()
  }
  const summary = summaryObject({
    files: tallies,
    prevented: engine.window.totals.prevented,
    preventedOk: engine.window.totals.preventedOk,
    sources: engine.window.sources,
    protectedOverLimit: engine.brain.policy.protectedOverLimit,
    from: engine.from,
    to: engine.to,
    bans: engine.brain.bans,
    incidents: engine.brain.tracker.started,
    elapsed: performance.now() - started,
    ...(score && { truth: score.score() }),
  })
  await report(options, summary, all, explanation)
  return (summary.truth?.false_bans ?? 0) > (options.maxFalseBans ?? Number.POSITIVE_INFINITY) ? TOO_MANY_FALSE_BANS : 0
}

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
  for (const [name, file] of Object.entries(summary.files)) {
    if (file.lines > 0 && file.rejected === file.lines) {
      progress.note(
        `${name}: NOT ONE of its ${file.lines} lines was understood, so nothing was looked for in it. Name its format with --format: a name, or the text of nginx's log_format.`,
      )
    }
  }
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

function sizeOf(file: string): number {
  try {
    return file === '-' ? 0 : statSync(file).size
  } catch {
    return 0
  }
}
