import { escapeText } from '../lib/escape-text.ts'
import type { OutputForm } from './command-options.ts'
import { humanWording } from './output.ts'

const LONGEST = 2_000

/**
 * Prints in the form that was asked for: `whole` as one JSON document, `rows` as one JSON object a line, or lines for people,
 * which must be escaped already.
 */
export function print(
  form: OutputForm,
  {
    whole,
    rows,
    human,
  }: { readonly whole: unknown; readonly rows: readonly unknown[]; readonly human: () => string[] },
): void {
  const lines =
    form === 'human'
      ? human()
      : form === 'json'
        ? [JSON.stringify(whole, null, 2)]
        : rows.map((row) => JSON.stringify(row))
  if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`)
}

/** Columns of the terminal; null: standard output is none. */
export function terminalWidth(): number | null {
  return process.stdout.isTTY === true ? process.stdout.columns || 80 : null
}

/** ISO 8601 as local time with its offset. */
export function localTime(iso: string): string {
  return humanWording.time(Date.parse(iso))
}

/** Seconds in words, without what is less than a second. */
export function seconds(length: number): string {
  return humanWording.duration(Math.round(length) * 1_000)
}

export function safe(text: string): string {
  return escapeText(text, LONGEST)
}
