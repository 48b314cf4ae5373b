import { escapeText } from '../../lib/escape-text.ts'
import { parseAddress } from '../../lib/ip-address.ts'

/** A JSON key that is named after a header in which proxies name the client, also within a JSON text. */
const KEY =
  /\\?"([\w.-]{0,40}(?:forwarded_?-?for|connecting_?-?ip|true_?-?client_?-?ip|real_?-?ip)[\w.-]{0,40})\\?"\s{0,4}:\s{0,4}\[?\s{0,4}\\?"([^"\\]{1,400})/gi
const LAST_QUOTED = /\\?"([^"\\]{2,400})\\?"\s{0,4}$/

/** The field of a line in which a proxy has named clients, for people; null when there is none. */
export function forwardedField(line: string): string | null {
  for (const [, key, value] of line.matchAll(KEY)) if (isAddressList(value!)) return `key "${escapeText(key!, 60)}"`
  const last = LAST_QUOTED.exec(line)
  return last !== null && isAddressList(last[1]!) ? 'the last quoted text' : null
}

function isAddressList(text: string): boolean {
  return text.length < 400 && text.split(',').every((entry) => parseAddress(entry.trim()) !== null)
}
