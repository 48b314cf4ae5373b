import { UsageError } from '../domain/errors.ts'
import type { Milliseconds } from '../domain/units.ts'
import { formatDuration, parseDuration } from '../lib/duration.ts'

/** A length of time of an option within its bounds; null for the word that means without end. Throws UsageError. */
export function lengthOr(
  word: string,
  flag: string,
  text: string,
  least: Milliseconds,
  most: Milliseconds,
): Milliseconds | null {
  if (text === word) return null
  const hint = `Write for instance ${flag} 2h, ${flag} 7d or ${flag} ${word}.`
  let length: Milliseconds
  try {
    length = parseDuration(text)
  } catch (cause) {
    throw new UsageError(`${flag}: ${(cause as Error).message}`, hint, { cause })
  }
  if (length >= least && length <= most) return length
  throw new UsageError(
    `${flag}: "${text}" is not between ${formatDuration(least)} and ${formatDuration(most)}`,
    length > most ? `Write ${flag} ${word}.` : hint,
  )
}
