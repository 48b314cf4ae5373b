/** Whether [start, end) begins with `prefix`. */
export function startsWith(bytes: Buffer, start: number, end: number, prefix: Buffer): boolean {
  if (end - start < prefix.length) return false
  for (let i = 0; i < prefix.length; i++) if (bytes[start + i] !== prefix[i]) return false
  return true
}

/** Where the next blank of [start, end) is; `end` when there is none. */
export function wordEnd(bytes: Buffer, start: number, end: number): number {
  let at = start
  while (at < end && bytes[at] !== 0x20) at++
  return at
}

/** Whether [start, end) begins like `2026-03-02T09:15:01`. */
export function looksIso(bytes: Buffer, start: number, end: number): boolean {
  if (end - start < 20) return false
  for (let i = 0; i < 19; i++) {
    const byte = bytes[start + i]!
    const mark = i === 4 || i === 7 ? 0x2d : i === 10 ? 0x54 : i === 13 || i === 16 ? 0x3a : 0
    if (mark === 0 ? byte < 0x30 || byte > 0x39 : byte !== mark) return false
  }
  return true
}
