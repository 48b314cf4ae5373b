import { type EpochMilliseconds, MINUTE, type Milliseconds } from '../domain/units.ts'
import { PrimingAttempt } from './priming-attempt.ts'
import { pastSeries } from './priming-files.ts'
import type { Learned, PrimingJob, PrimingMessage } from './priming-job.ts'
import { newestSecond, partsSince } from './priming-parts.ts'

/** A baseline of less judges nobody. */
const SHORTEST: Milliseconds = 10 * MINUTE

/**
 * Reads logs as a live engine would have, limits and bans included, and posts what there is to learn from them. Begins anew with
 * less when there is too much for the time, or when a file turns out to be damaged.
 */
export async function readLessons(
  job: PrimingJob,
  now: () => EpochMilliseconds,
  post: (message: PrimingMessage) => void,
  stopwatch: () => Milliseconds = () => performance.now(),
): Promise<void> {
  const deadline = stopwatch() + job.limit
  const series = pastSeries(job.logs, job.starts)
  const newest = newestSecond(series) ?? now() / 1_000
  const damaged = new Map<string, string>()
  let { span } = job
  for (;;) {
    const from = newest - span / 1_000
    const past = series.map((one) => partsSince(one, from, damaged))
    const attempt = new PrimingAttempt({
      job,
      from,
      past: past.map(({ parts }) => parts),
      deadline,
      stopwatch,
      now,
      post,
    })
    const outcome = await attempt.read()
    const leftOut = [
      ...past.flatMap(({ broken }) => (broken === null ? [] : [`${broken}, with what is older`])),
      ...(span < job.span
        ? [`what is older than ${Math.round(span / MINUTE)} min: there is too much for the time`]
        : []),
    ]
    if (outcome.how === 'learned') {
      const files = past.flatMap(({ parts }) => parts.map(({ path }) => path).toReversed())
      post({ type: 'learned', learned: { ...attempt.learned, files, leftOut } })
      return
    }
    post({ type: 'lessons', lessons: [null] })
    if (outcome.how === 'damaged') damaged.set(outcome.path, outcome.reason)
    else span *= outcome.share
    if (span < SHORTEST) {
      post({ type: 'learned', learned: nothing(`all: there is too much for ${job.limit / 1_000} s`) })
      return
    }
  }
}

function nothing(why: string): Learned {
  return { lines: 0, from: null, to: null, files: [], leftOut: [why] }
}
