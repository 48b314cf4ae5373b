import { escapeText } from '../../lib/escape-text.ts'

/** Characters of a sample line that are looked at; linear time, and more than any honest line holds. */
const READ = 16_384
/** Characters of it that are shown. */
const KEPT = 1_000

/**
 * `?name=value`, `&name=value`, and `"name=value` for a query string that is a field of its own. The value reaches to the
 * next `&`, blank or quote, over escaped characters (`\"`, `\x22`).
 */
const QUERY_VALUE = /([?&"](?:[^=&\s"?\\]|\\[^?&\s])*=)(?:[^&\s"\\]|\\.)*/g
/** JSON keys whose whole value may be secret. */
const SECRET_KEY = /("(?:request_body|http_authorization|authorization|http_cookie|cookie)"\s*:\s*")(?:[^"\\]|\\.)*/gi
/** `user:password@` of a URL, also with JSON's escaped slashes. */
const USER_INFO = /(\w:(?:\\?\/){2})[^/\s"]*@/g
const CREDENTIALS = /\b(bearer|basic)\s+[\w.~+/=-]{4,}/gi

/** A log line made fit to be shown: query values and credentials become `…`, hostile characters are escaped. */
export function redactLine(line: string): string {
  const redacted = line
    .slice(0, READ)
    .replace(SECRET_KEY, '$1…')
    .replace(QUERY_VALUE, '$1…')
    .replace(USER_INFO, '$1…@')
    .replace(CREDENTIALS, '$1 …')
  return escapeText(redacted, KEPT)
}
