import { fstatSync, statSync } from 'node:fs'
import { proxyAdvice } from '../brain/explain/proxy-advice.ts'
import type { Config } from '../config/schema.ts'
import { UsageError } from '../domain/errors.ts'
import { FileTally } from '../domain/file-tally.ts'
import type { EngineEvent } from '../domain/ports.ts'
import { RejectSample } from '../edge/parse/reject-sample.ts'
import { groupSeries } from '../edge/source/series.ts'
import { isSyslog } from '../edge/source/syslog-address.ts'
import type { Progress } from '../lib/progress.ts'
import { nextTurn } from '../lib/turns.ts'
import type { SummaryFacts } from '../wire/summary.ts'
import type { AddressCounts } from './address-counts.ts'
import { BatchQueue } from './batch-queue.ts'
import { Engine } from './engine.ts'
import { SeriesReader } from './series-reader.ts'
import { trustedNetworks, trustedProxies } from './trusted-proxies.ts'

/** Chunks between two looks at the progress bar. */
const CHUNKS_A_TURN = 32

export interface PlayOptions {
  /** Paths in argument order; `-` is standard input. */
  readonly files: readonly string[]
  readonly config: Config
  /** A name of the format registry, a log_format text, or undefined for what the configuration says. */
  readonly format?: string
  /** Formats of files that have one of their own, unless `format` says otherwise. */
  readonly formats?: ReadonlyMap<string, string>
  /** Descriptors of files that are open already: their names are for show and for their order only. */
  readonly opened?: ReadonlyMap<string, number>
  readonly seed: number
  readonly counts?: AddressCounts
  readonly progress: Progress
  /** Called once, before the first line. */
  readonly onEngine?: (engine: Engine) => void
  readonly onEvent: (event: EngineEvent) => void
}

/** Throws UsageError for what cannot be played. */
export function checkPlayable(files: readonly string[]): void {
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
}

/** Plays logs through an engine of its own in log time. Throws BreakwaterError for what cannot be read. */
export async function playLogs(options: PlayOptions): Promise<Omit<SummaryFacts, 'truth'>> {
  const { files, config, counts, progress, formats, opened } = options
  const started = performance.now()
  const tallies: FileTally[] = []
  let told = 0
  const engine = new Engine({
    config,
    ownAddresses: [],
    seed: options.seed,
    events: {
      emit(event) {
        told++
        options.onEvent(event)
      },
    },
    onProtected: (address, because) =>
      progress.note(
        proxyAdvice(address, because) ?? `${address} went over a limit but must not be banned (${because.why})`,
      ),
    onDetectorFailure: (detector, error) =>
      progress.note(`the detector ${detector} failed and is left out where it does: ${error.message}`),
    ...(counts && { counts }),
  })
  options.onEngine?.(engine)
  const samples = new RejectSample(() => performance.now())
  const trusted = trustedProxies(trustedNetworks(config))
  const readers = groupSeries(files).map((series) => {
    const queue = new BatchQueue()
    const reader = new SeriesReader({
      series,
      format: options.format ?? formats?.get(series.at(-1)!) ?? config.format,
      ...(opened && { opened }),
      trusted,
      sink: files.length === series.length ? engine : queue,
      tallyOf: (name) => {
        const tally = new FileTally(name)
        tallies.push(tally)
        counts?.addFile(tally)
        return tally
      },
      onChange: (name, words) => progress.note(`${name}: ${words}`),
      onReject: (code, text, start, end) => {
        const sample = samples.take(code, text, start, end)
        if (sample !== null) progress.note(`a line was refused (${sample.reason}): ${sample.line}`)
      },
    })
    return { queue, reader }
  })
  const total = files.reduce((sum, file) => sum + sizeOf(file, opened?.get(file)), 0)
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
  return {
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
  }
}

function sizeOf(file: string, opened: number | undefined): number {
  try {
    if (opened !== undefined) return fstatSync(opened).size
    return file === '-' ? 0 : statSync(file).size
  } catch {
    return 0
  }
}
