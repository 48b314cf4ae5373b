/** Why a line was refused; the position is the code that parsers return. Code 0 means the line is valid. */
export const REJECT_REASONS = [
  'valid',
  'unknown-format',
  'bad-json',
  'too-long',
  'too-deep',
  'duplicate-key',
  'no-address',
  'bad-address',
  'no-time',
  'bad-time',
  'no-status',
  'bad-status',
  'bad-layout',
  'not-a-request',
  'partial-line',
  'no-header',
] as const

export type RejectReason = Exclude<(typeof REJECT_REASONS)[number], 'valid'>

/** An index into REJECT_REASONS. */
export type RejectCode = number

export const VALID: RejectCode = 0
export const UNKNOWN_FORMAT: RejectCode = 1
export const BAD_JSON: RejectCode = 2
export const TOO_LONG: RejectCode = 3
export const TOO_DEEP: RejectCode = 4
export const DUPLICATE_KEY: RejectCode = 5
export const NO_ADDRESS: RejectCode = 6
export const BAD_ADDRESS: RejectCode = 7
export const NO_TIME: RejectCode = 8
export const BAD_TIME: RejectCode = 9
export const NO_STATUS: RejectCode = 10
export const BAD_STATUS: RejectCode = 11
/** The text does not follow the compiled log_format. */
export const BAD_LAYOUT: RejectCode = 12
/** A line of another log of the same server or machine. */
export const NOT_A_REQUEST: RejectCode = 13
/** The beginning of a line that a container runtime has cut: read with its end. */
export const PARTIAL_LINE: RejectCode = 14
/** The format says in a header what its columns hold, and none has come. */
export const NO_HEADER: RejectCode = 15

/**
 * Returned by a parser in place of a reason: the line says what the lines behind it hold, as `#Fields:` does. Like an empty line it is
 * neither valid nor refused, and counted nowhere.
 */
export const BLANK: RejectCode = -1
