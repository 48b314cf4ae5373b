import { escapeText } from '../../lib/escape-text.ts'

/** Characters of a sample line that are kept. */
const KEPT = 1_000

/** `?name=value` up to where a URL ends in a log line; the value is what may be secret. */
const QUERY_VALUE = /([?&;][^=&;\s"'?#\\]{1,100}=)[^&;\s"'#\\]*/g
/** A value of $args or $query_string under a key of its own: everything in it may be secret. */
const ARGUMENT_KEY =
  /("(?:args|query|query_string|request_body|http_authorization|http_cookie|cookie|authorization)"\s*:\s*")(?:[^"\\]|\\.)*/gi
const USER_INFO = /(\w:\/\/)[^/\s"'@]*@/g
const BEARER = /\b(bearer|basic)\s+[\w.~+/=-]{4,}/gi

/** A log line made fit to be shown: query values and credentials become `…`, hostile characters are escaped. */
export function redactLine(line: string): string {
  const redacted = line
    .slice(0, KEPT)
    .replace(ARGUMENT_KEY, '$1…')
    .replace(QUERY_VALUE, '$1…')
    .replace(USER_INFO, '$1…@')
    .replace(BEARER, '$1 …')
  return escapeText(redacted, KEPT)
}
