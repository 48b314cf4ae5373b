/** The clock's rules read off a whole list of seconds; `wall` in milliseconds makes it live. */
export function naiveClock(seconds: readonly number[], wall?: number, lateness = 1): string[] {
  const lines: string[] = []
  let newest: number | null = null
  seconds.forEach((second, at) => {
    const next = seconds.slice(at + 1, at + 33)
    const most = (test: (other: number) => boolean) => next.filter(test).length > next.length / 2
    const away = newest === null ? Number.POSITIVE_INFINITY : Math.abs(second - newest)
    const advance = () => {
      newest = second
      lines.push(`advance ${second} ${at % 1_000}`, `count ${at} ${second} ${second}`)
    }
    const refuse = (distance: number) => lines.push(`${distance > 3_600 ? 'skewed' : 'late'} ${at} ${second}`)
    if (newest !== null && second <= newest) {
      if (away <= lateness) lines.push(`count ${at} ${second} ${second}`)
      else if (away <= 3_600) lines.push(`late ${at} ${second}`)
      else if (most((other) => newest! - other > 3_600 && Math.abs(other - second) <= 3_600)) {
        lines.push(`set-back ${second}`)
        advance()
      } else lines.push(`skewed ${at} ${second}`)
    } else if (wall !== undefined) {
      if (second * 1_000 <= wall + 5_000) advance()
      else refuse(Math.min(away, second - wall / 1_000))
    } else if (away <= 60) advance()
    else if (next.length === 0) {
      if (newest === null || away <= 3_600) advance()
      else refuse(away)
    } else {
      const strayFirst =
        newest === null &&
        next.length >= 3 &&
        most((other) => other - second > 3_600 && Math.abs(other - next[0]!) <= 3_600)
      if (most((other) => other >= second - 60) && !strayFirst) advance()
      else refuse(newest === null ? Math.abs(second - next[0]!) : away)
    }
  })
  return lines
}
