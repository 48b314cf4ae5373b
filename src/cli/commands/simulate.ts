import { simulate } from '../../app/simulate.ts'
import { UsageError } from '../../domain/errors.ts'
import { type EpochMilliseconds, MINUTE, type Milliseconds, SECOND } from '../../domain/units.ts'
import { parseDuration } from '../../lib/duration.ts'
import type { GlobalOptions } from '../command-options.ts'
import { StandardOutput } from '../output.ts'
import { TerminalProgress } from '../progress.ts'

/** Ten years or so: longer logs are mistyped. */
const LONGEST: Milliseconds = 10 * 366 * 24 * 60 * MINUTE
const HIGHEST_RATE = 100_000
const ISO_TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d))?$/

/** What the command line gives. */
export interface SimulateFlags extends GlobalOptions {
  readonly seed: number
  readonly rate: string
  readonly length: string
  readonly from: string
  readonly with?: readonly string[]
  readonly attack?: readonly string[]
  readonly attackAt: string
  readonly attackFor: string
  readonly log: string
  readonly truth?: string
  readonly list?: true
  readonly force?: true
  readonly quiet?: true
}

/** Writes a simulated log; returns the exit code. */
export async function simulateCommand(flags: SimulateFlags): Promise<number> {
  const out = new StandardOutput()
  if (flags.list) {
    const { listParts } = await import('../../app/list-parts.ts')
    listParts(out, flags.output)
    return 0
  }
  if (flags.truth === '-')
    throw new UsageError('--truth - is not possible', 'Name a file; standard output is for the log: --log -.')
  return simulate({
    seed: flags.seed,
    rate: parseRate(flags.rate),
    length: parseLength('--length', flags.length, SECOND),
    from: parseTime(flags.from),
    ...(flags.with && { benign: names(flags.with) }),
    ...(flags.attack && { attack: names(flags.attack) }),
    attackAt: parseLength('--attack-at', flags.attackAt, 0),
    attackFor: parseLength('--attack-for', flags.attackFor, SECOND),
    log: flags.log,
    truth: flags.truth ?? (flags.log === '-' ? undefined : `${flags.log}.truth.json`),
    force: flags.force === true,
    out,
    progress: new TerminalProgress(process.stderr.isTTY === true && flags.quiet !== true),
    close: flags.quiet !== true,
  })
}

/** Names may be given one by one or joined by commas. */
function names(words: readonly string[]): readonly string[] {
  return words.flatMap((word) => word.split(',')).filter((word) => word !== '')
}

function parseRate(text: string): number {
  const rate = /^\d*\.?\d+$/.test(text) ? Number(text) : 0
  if (rate > 0 && rate <= HIGHEST_RATE) return rate
  throw new UsageError(
    `--rate: "${text}" is not a number of requests a second above 0, up to ${HIGHEST_RATE}`,
    'Write for instance --rate 5 or --rate 0.5.',
  )
}

function parseLength(flag: string, text: string, least: Milliseconds): Milliseconds {
  const hint = `Write for instance ${flag} 90s or ${flag} 1h30m.`
  let length: Milliseconds
  try {
    length = parseDuration(text)
  } catch (cause) {
    throw new UsageError(`${flag}: ${(cause as Error).message}`, hint, { cause })
  }
  if (length < least) throw new UsageError(`${flag}: "${text}" is too short, it must be 1s or more`, hint)
  if (length > LONGEST) throw new UsageError(`${flag}: "${text}" is too long, it must be less than ten years`, hint)
  return length
}

function parseTime(text: string): EpochMilliseconds {
  const time = ISO_TIME.test(text) ? Date.parse(text) : Number.NaN
  if (!Number.isNaN(time)) return time
  throw new UsageError(
    `--from: "${text}" is not a time in ISO 8601 with its zone`,
    'Write for instance --from 2026-03-02T08:00:00Z or --from 2026-03-02.',
  )
}
