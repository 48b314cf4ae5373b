import { closeSync } from 'node:fs'
import { BreakwaterError } from '../domain/errors.ts'
import type { EngineEvent } from '../domain/ports.ts'
import type { ReplayCost } from '../domain/replay-lab.ts'
import { type Bytes, type Milliseconds, SECOND } from '../domain/units.ts'
import { escapeText } from '../lib/escape-text.ts'
import { notUnderstood, type SummaryFacts, summaryObject } from '../wire/summary.ts'
import { playLogs } from './play-logs.ts'
import type { LabInput, ReplayMessage, ReplayTask } from './replay-lab-job.ts'
import { openInput } from './replay-lab-open.ts'
import { ReplayViews } from './replay-lab-views.ts'

/** As `breakwater replay` without --seed. */
const SEED = 0
const PROGRESS_EVERY: Milliseconds = SECOND / 4
const MOST_NOTES = 20
const LONGEST_NOTE = 400

/** Plays the files of a task as `breakwater replay` does and posts what came of it. Faults of the program are thrown. */
export async function playTask(
  { config, format, inputs }: ReplayTask,
  post: (message: ReplayMessage) => void,
  stopwatch: () => Milliseconds = () => performance.now(),
): Promise<void> {
  const opened = new Map<string, number>()
  const views = new ReplayViews()
  const notes: string[] = []
  const note = (words: string): void => {
    if (notes.length < MOST_NOTES) notes.push(escapeText(words, LONGEST_NOTE))
  }
  const total = inputs.reduce((sum, { bytes }) => sum + bytes, 0)
  let told = stopwatch()
  const update = (done: Bytes): void => {
    const now = stopwatch()
    if (now - told < PROGRESS_EVERY) return
    told = now
    post({ type: 'progress', done, total })
  }
  try {
    // All at once: what is rotated from here on is read as it was.
    for (const input of inputs) opened.set(nameIn(input), openInput(input))
    const facts = await playLogs({
      files: [...opened.keys()],
      opened,
      formats: new Map(inputs.map((input) => [nameIn(input), input.format ?? config.format])),
      ...(format !== null && { format }),
      config,
      seed: SEED,
      progress: { update, note, stop() {} },
      onEvent: (event: EngineEvent) => views.see(event),
    })
    const summary = summaryObject(facts)
    for (const words of notUnderstood(summary.files, 'the option format')) note(words)
    for (const bans of views.bans()) post({ type: 'bans', bans })
    for (const incidents of views.incidents()) post({ type: 'incidents', incidents })
    post({ type: 'done', cost: costOf(facts, summary), notes })
  } catch (error) {
    if (!(error instanceof BreakwaterError)) throw error
    for (const file of opened.values()) closeQuietly(file)
    post({ type: 'failed', trouble: `${escapeText(error.message, LONGEST_NOTE)}. ${error.hint}` })
  }
}

/** What is handed in may be called as a log is that is watched. */
function nameIn({ name, is_upload }: LabInput): string {
  return is_upload ? `upload:${name}` : name
}

function costOf({ elapsed }: SummaryFacts, summary: ReturnType<typeof summaryObject>): ReplayCost {
  const { requests, sources, from, to, bans, incidents, prevented, prevented_ok, files } = summary
  const refused_lines = Object.values(files).reduce((sum, file) => sum + file.rejected, 0)
  return {
    ...{ requests, sources, from, to, bans, incidents, prevented, prevented_ok, refused_lines },
    elapsed: Math.round(elapsed),
  }
}

function closeQuietly(file: number): void {
  try {
    closeSync(file)
  } catch {
    // It was read to its end.
  }
}
