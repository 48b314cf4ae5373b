/** Maps are merged, all else is replaced. A map left empty (null) in `over` changes nothing. */
export function merge(under: Record<string, unknown>, over: Record<string, unknown>): Record<string, unknown> {
  const merged = new Map(Object.entries(under))
  for (const [key, value] of Object.entries(over)) {
    const before = merged.get(key)
    if (isRecord(before) && value === null) continue
    merged.set(key, isRecord(before) && isRecord(value) ? merge(before, value) : value)
  }
  return Object.fromEntries(merged)
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
