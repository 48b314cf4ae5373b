const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const

/** `10m`, `2h`, `1d`, `1w`, `90s`, `500ms`, `1h30m` in milliseconds; throws an Error that says what it wants. */
export function parseDuration(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdw])/g)]
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) {
    throw new Error(`"${text}" is not a duration; write for instance 90s, 10m, 2h, 1d or 1w`)
  }
  return parts.reduce((sum, [, value, unit]) => sum + Number(value) * UNITS[unit as keyof typeof UNITS], 0)
}

/** The shortest such text for whole milliseconds: `1h30m`, `10m`, `0s`. */
export function formatDuration(milliseconds: number): string {
  let rest = Math.max(0, Math.round(milliseconds))
  let text = ''
  for (const unit of ['w', 'd', 'h', 'm', 's', 'ms'] as const) {
    const count = Math.floor(rest / UNITS[unit])
    rest -= count * UNITS[unit]
    if (count > 0) text += `${count}${unit}`
  }
  return text || '0s'
}
