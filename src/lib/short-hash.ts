import { createHash } from 'node:crypto'

/** Twelve hexadecimal digits of SHA-256: the same id for the same text in every replay. Not for the hot path. */
export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}
