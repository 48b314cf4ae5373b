import { BreakwaterError } from '../domain/errors.ts'
import { escapeText } from '../lib/escape-text.ts'

/** Exit code for a failure while running. */
export const FAILED = 1
/** Exit code for a wrong command line or configuration. */
export const USAGE = 2
/** Exit code when the daemon does not answer. */
export const UNREACHABLE = 3
/** Exit code when a person ended a dialogue, as shells have it for Ctrl-C. */
export const ENDED = 130

const CODES: Readonly<Record<string, number>> = {
  BW_USAGE: USAGE,
  BW_CONFIG: USAGE,
  BW_FORMAT: USAGE,
  BW_UNREACHABLE: UNREACHABLE,
}

/** Exit code of a command that ends by a fault of this code. */
export function exitCodeOf(code: string): number {
  return CODES[code] ?? FAILED
}

/** What a person is told about a fault, and the exit code. */
export function tellFault(error: unknown): { readonly text: string; readonly exitCode: number } {
  if (error instanceof BreakwaterError) {
    return {
      text: told(error.message.split('\n'), error.hint),
      exitCode: exitCodeOf(error.code),
    }
  }
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return {
    text: told(trace.split('\n'), 'This is a fault of breakwater: please report it with the command that you ran.'),
    exitCode: FAILED,
  }
}

/** commander's `error: …` with its suggestion in brackets, in our form. */
export function tellUsageError(text: string): string {
  const [first = '', suggestion] = text.trim().split('\n')
  const hint = suggestion?.replace(/^\((.*)\)$/, '$1') ?? 'Add --help to see what may be given.'
  return told([first.replace(/^error: /, '')], hint)
}

function told(lines: readonly string[], hint: string): string {
  return [...lines.map((line) => `breakwater: ${escapeText(line, 2_000)}`), `  ${escapeText(hint, 2_000)}`, ''].join(
    '\n',
  )
}
