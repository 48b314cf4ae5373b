/** `rows` in the order in which they were shown: those that stay keep their place, new ones come below, those that are gone leave. */
export function heldOrder<Row>(shown: readonly Row[], rows: readonly Row[], key: (row: Row) => string): readonly Row[] {
  const fresh = new Map(rows.map((row) => [key(row), row]))
  const kept: Row[] = []
  for (const old of shown) {
    const row = fresh.get(key(old))
    if (row === undefined) continue
    kept.push(row)
    fresh.delete(key(old))
  }
  return [...kept, ...fresh.values()]
}
