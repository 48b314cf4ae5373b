import type { LabelledSeries } from './labelled-series.fixture.ts'

/** Share of a series that teaches only, and what a false alarm costs: as the Numenta benchmark has it, standard profile. */
const PROBATION = 0.15
const FALSE_ALARM = 0.11

function sigmoid(x: number): number {
  return 2 / (1 + Math.exp(5 * x)) - 1
}

/** Sum over series: the first alarm in a stretch by how early it is, less false alarms; −1 for a stretch missed. */
function rawScore(all: readonly LabelledSeries[], scores: readonly (readonly number[])[], threshold: number): number {
  let sum = 0
  all.forEach(({ values, stretches }, s) => {
    const found = new Set<number>()
    const from = Math.floor(values.length * PROBATION)
    for (let i = from; i < values.length; i++) {
      if (scores[s]![i]! < threshold) continue
      const w = stretches.findIndex(([start, end]) => i >= start && i <= end)
      if (w >= 0) {
        if (found.has(w)) continue
        found.add(w)
        const [start, end] = stretches[w]!
        sum += sigmoid((i - end) / (end - start)) / sigmoid(-1)
      } else {
        const before = stretches.findLast(([, end]) => end < i)
        const behind = before === undefined ? 3 : (i - before[1]) / (before[1] - before[0])
        sum += FALSE_ALARM * (behind > 3 ? -1 : sigmoid(behind))
      }
    }
    sum -= stretches.length - found.size
  })
  return sum
}

/** 0: as good as silence; 100: perfect. At the one threshold that is best for all series together. */
export function bestScore(
  all: readonly LabelledSeries[],
  scores: readonly (readonly number[])[],
): { score: number; threshold: number } {
  const stretches = all.reduce((sum, { stretches }) => sum + stretches.length, 0)
  const values = [...new Set(scores.flat())].sort((a, b) => b - a)
  let best = { score: 0, threshold: Number.POSITIVE_INFINITY }
  const step = Math.max(1, Math.floor(values.length / 40_000))
  const candidates = values.filter((_, i) => i < 3_000 || i % (50 * step) === 0)
  for (const threshold of candidates) {
    const score = (100 * (rawScore(all, scores, threshold) + stretches)) / (2 * stretches)
    if (score > best.score) best = { score, threshold }
    else if (score < best.score - 60) break
  }
  return best
}
