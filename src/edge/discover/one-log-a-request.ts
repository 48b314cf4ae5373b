import type { AccessLog } from './server-logs.ts'

const HAS_DURATION = /\$request_time|%\{?(?:us|ms|s)?\}?[DT]/

/**
 * Of levels that write each request into several logs, the one to follow, so that nothing is counted twice: one with all
 * requests before one with some, one with durations before one without.
 */
export function oneLogARequest(levels: readonly (readonly AccessLog[])[]): AccessLog[] {
  const chosen = new Map<string, AccessLog>()
  const keyOf = ({ paths, format }: AccessLog) => JSON.stringify([paths, format])
  for (const level of [...levels].sort((a, b) => a.length - b.length)) {
    const whole = level.filter(({ conditional }) => !conditional)
    if (whole.some((log) => chosen.has(keyOf(log)))) continue
    const best = whole.find(({ format }) => HAS_DURATION.test(format)) ?? whole[0]
    for (const log of best === undefined ? level : [best]) if (!chosen.has(keyOf(log))) chosen.set(keyOf(log), log)
  }
  return [...chosen.values()]
}
