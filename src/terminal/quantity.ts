/** Three significant digits at most, so that widths stay: `0.04`, `2.31`, `41.2`, `412`, `1.2 M`. */
export function number(value: number): string {
  const size = Math.abs(value)
  if (size >= 1e12) return value.toExponential(1)
  if (size >= 999_500_000) return `${(value / 1e9).toFixed(1)} G`
  if (size >= 999_500) return `${(value / 1e6).toFixed(1)} M`
  if (size >= 9_999.5) return `${(value / 1e3).toFixed(0)} k`
  if (size >= 99.95) return String(Math.round(value))
  if (size >= 9.995) return value.toFixed(1)
  return size === 0 ? '0' : value.toFixed(size >= 0.995 ? 1 : 2)
}

export function percent(value: number): string {
  return `${value >= 99.95 || value === 0 ? Math.round(value) : value.toFixed(1)} %`
}

/** `1.4 MB` */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB']
  let rest = value
  let unit = 0
  while (rest >= 999.5 && unit < units.length - 1) {
    rest /= 1_000
    unit++
  }
  return `${unit === 0 || rest >= 99.95 ? Math.round(rest) : rest.toFixed(1)} ${units[unit]}`
}

/** `9:41`, `2:03:00`, `6 d 4 h` of milliseconds. */
export function countdown(length: number): string {
  const seconds = Math.max(0, Math.ceil(length / 1_000))
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0')
  if (seconds >= 86_400) return `${Math.floor(seconds / 86_400)} d ${Math.floor((seconds % 86_400) / 3_600)} h`
  if (seconds >= 3_600) return `${Math.floor(seconds / 3_600)}:${two((seconds % 3_600) / 60)}:${two(seconds % 60)}`
  return `${Math.floor(seconds / 60)}:${two(seconds % 60)}`
}
