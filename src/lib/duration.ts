const UNITS = { w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 } as const
type UnitWord = keyof typeof UNITS

/** `10m`, `2h`, `1d`, `1w`, `90s`, `500ms`, `1h30m`, `1.5s` in whole milliseconds; throws an Error that says what it wants. */
export function parseDuration(text: string): number {
  const parts = [...text.matchAll(/(\d{1,15}(?:\.\d{1,9})?)(ms|[smhdw])/g)]
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) {
    throw new Error(`"${text}" is not a duration; write for instance 90s, 10m, 2h, 1d or 1w`)
  }
  const exact = parts.reduce((sum, [, value, unit]) => sum + Number(value) * UNITS[unit as UnitWord], 0)
  const whole = Math.round(exact)
  if (whole > Number.MAX_SAFE_INTEGER) throw new Error(`"${text}" is too long a duration`)
  if (Math.abs(whole - exact) > 1e-6) throw new Error(`"${text}" is finer than a millisecond`)
  return whole
}

/** Such a text for people: `1h30m`, `10m`, `30d`, `2w`, `0s`. Rounds to whole milliseconds; less than nothing is `0s`. */
export function formatDuration(milliseconds: number): string {
  let rest = Math.max(0, Math.round(milliseconds))
  let text = ''
  for (const [word, size] of Object.entries(UNITS)) {
    if (word === 'w' && rest % size !== 0) continue
    const count = Math.floor(rest / size)
    rest -= count * size
    if (count > 0) text += `${count}${word}`
  }
  return text || '0s'
}
