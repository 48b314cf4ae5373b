import { appendFileSync, closeSync, existsSync, openSync } from 'node:fs'
import { resolve } from 'node:path'
import { SourceError, UsageError } from '../domain/errors.ts'
import type { Milliseconds } from '../domain/units.ts'
import { formatDuration } from '../lib/duration.ts'
import type { Output } from '../lib/output.ts'
import type { Progress } from '../lib/progress.ts'
import { nextTurn } from '../lib/turns.ts'
import { nginxJsonLine } from '../simulate/nginx-json.ts'
import { Scenario, type ScenarioOptions } from '../simulate/scenario.ts'
import { truthText } from '../simulate/truth.ts'

/** Characters that are written at once. */
const PIECE = 65_536

/** What `simulate` is told; the attack is given by its distance from the beginning of the log. */
export interface SimulateOptions extends Omit<ScenarioOptions, 'start' | 'end'> {
  readonly attackAt: Milliseconds
  readonly attackFor: Milliseconds
  /** A file, or `-` for `out`. */
  readonly log: string
  /** A file; undefined: the truth is not written. */
  readonly truth: string | undefined
  /** Overwrite files. */
  readonly force: boolean
  readonly out: Output
  readonly progress: Progress
  /** Say in the end what was written. */
  readonly close: boolean
}

/** Writes a simulated log and what is true of it; returns the exit code. Throws UsageError, or SourceError when a file cannot be written. */
export async function simulate(options: SimulateOptions): Promise<number> {
  const { log, truth, progress } = options
  if (truth !== undefined && resolve(truth) === resolve(log))
    throw new UsageError(`the log and the truth are both to be written to ${log}`, 'Name another file with --truth.')
  const scenario = newScenario(options)
  const files = [log, truth].filter((file) => file !== undefined && file !== '-') as string[]
  if (!options.force) for (const file of files) if (existsSync(file)) refuseExisting(file)
  // The truth first: a log of hours is not written in vain.
  if (truth !== undefined) new FileWriter(truth, options.force).write(truthText(scenario.truth())).close()
  const lines = await writeLog(scenario, options)
  const { attackers, incidents } = scenario.truth()
  if (options.close)
    progress.note(
      [
        `${lines} lines, ${formatDuration(options.length)} from ${new Date(scenario.from).toISOString()} on`,
        `${count(attackers.length, 'attacker')} and ${count(incidents.length, 'incident')} in it`,
        `log: ${log === '-' ? 'standard output' : log}`,
        `truth: ${truth ?? 'not written'}`,
      ].join('; '),
    )
  return 0
}

function newScenario(options: SimulateOptions): Scenario {
  const start = options.from + options.attackAt
  const scenario = new Scenario({ ...options, start, end: start + options.attackFor })
  if (hasTrouble(options) && options.attackAt >= options.length)
    throw new UsageError(
      `the log of ${formatDuration(options.length)} ends before the attack begins after ${formatDuration(options.attackAt)}`,
      'Give an earlier --attack-at or a longer --length.',
    )
  return scenario
}

/** Something in the log begins at --attack-at. */
function hasTrouble({ attack, benign }: SimulateOptions): boolean {
  return (attack ?? []).length > 0 || (benign ?? []).includes('flash-crowd')
}

async function writeLog(scenario: Scenario, { log, force, out, progress, length }: SimulateOptions): Promise<number> {
  const file = log === '-' ? undefined : new FileWriter(log, force)
  let lines = 0
  let piece = ''
  let seconds = 0
  const write = () => {
    if (piece === '') return
    if (file === undefined) out.line(piece.slice(0, -1))
    else file.write(piece)
    piece = ''
  }
  try {
    for (const requests of scenario.seconds()) {
      seconds++
      lines += requests.length
      for (const request of requests) {
        piece += nginxJsonLine(request)
        if (piece.length >= PIECE) write()
      }
      if (seconds % 60 === 0) {
        progress.update(seconds * 1_000, length, `${lines} lines`)
        await nextTurn()
      }
    }
    write()
    out.flush()
  } finally {
    progress.stop()
    file?.close()
  }
  return lines
}

/** A file that is written from its beginning. */
class FileWriter {
  readonly #path: string
  readonly #descriptor: number

  constructor(path: string, force: boolean) {
    this.#path = path
    this.#descriptor = this.#attempt(() => openSync(path, force ? 'w' : 'wx'))
  }

  write(text: string): this {
    this.#attempt(() => appendFileSync(this.#descriptor, text))
    return this
  }

  close(): void {
    closeSync(this.#descriptor)
  }

  #attempt<T>(action: () => T): T {
    try {
      return action()
    } catch (cause) {
      const { code, message } = cause as NodeJS.ErrnoException
      if (code === 'EEXIST') refuseExisting(this.#path)
      throw new SourceError(`${this.#path} cannot be written: ${message}`, 'Name another file with --log or --truth.', {
        cause,
      })
    }
  }
}

function refuseExisting(file: string): never {
  throw new UsageError(`${file} is there already`, 'Add --force to overwrite it, or name another file.')
}

function count(number: number, noun: string): string {
  return `${number === 0 ? 'no' : number} ${noun}${number === 1 ? '' : 's'}`
}
