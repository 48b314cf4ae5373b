import type { ByteText } from '../../domain/record-batch.ts'

/** Bytes. Formats are not learned from longer lines. */
const LONGEST = 65_536
const DEEPEST = 3

/** A value of a line that is no object, with the keys that lead to it, joined by dots. */
export interface JsonLeaf {
  readonly path: string
  readonly value: unknown
}

/**
 * All values of a line that is a JSON object, or what nginx makes of a careless format of one; null when it is none. Allocates: for
 * recognition only.
 */
export function readLeaves(text: ByteText, start: number, end: number): readonly JsonLeaf[] | null {
  if (end - start > LONGEST) return null
  const line = text.bytes.toString('utf8', start, end)
  const value = parse(line.replace(/\\x[0-9a-f]{2}/gi, '?')) ?? parse(withNulls(line))
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  return leavesOf(value)
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

/** Unquoted variables that nginx left empty, as `-` or as a list become null. Bounded blanks keep the search linear. */
function withNulls(line: string): string {
  return line.replace(
    /("\s{0,4}:\s{0,4})(?:-|[\d.]+(?:\s{0,4}[,:]\s{1,4}[\d.-]+)+)?(?=\s{0,4}(?:,\s{0,4}"|\}))/g,
    '$1null',
  )
}

function leavesOf(value: unknown, prefix = '', depth = 0): JsonLeaf[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || depth > DEEPEST) {
    return [{ path: prefix, value }]
  }
  return Object.entries(value).flatMap(([key, inner]) =>
    leavesOf(inner, prefix === '' ? key : `${prefix}.${key}`, depth + 1),
  )
}

export function leafValue(leaves: readonly JsonLeaf[], path: string): unknown {
  return leaves.find((leaf) => leaf.path === path)?.value
}
