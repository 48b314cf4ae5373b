import type { SourceTrace } from '../../../../src/domain/site-desk.ts'

/** A stretch of time with its requests. */
export interface TraceBar {
  /** Seconds since 1970. */
  readonly time: number
  readonly requests: number
  readonly errors: number
}

/** Bars of one width each, holes filled with 0; neighbours are put together until there are no more than `most`. */
export function traceBars(
  { time, counts, errors, step_s }: Pick<SourceTrace, 'time' | 'counts' | 'errors' | 'step_s'>,
  most: number,
): { readonly bars: readonly TraceBar[]; readonly step_s: number } {
  const [first, last] = [time[0], time.at(-1)]
  if (first === undefined || last === undefined || step_s <= 0) return { bars: [], step_s }
  const step = step_s * Math.ceil(((last - first) / step_s + 1) / most)
  const bars = Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, index) => ({
    time: first + index * step,
    requests: 0,
    errors: 0,
  }))
  for (const [index, start] of time.entries()) {
    const bar = bars[Math.floor((start - first) / step)]
    if (bar === undefined) continue
    bar.requests += counts[index] ?? 0
    bar.errors += errors[index] ?? 0
  }
  return { bars, step_s: step }
}
