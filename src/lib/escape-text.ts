// C0 but for nothing, DEL, C1, soft hyphen, zero-width and bidirectional marks, line and paragraph separators, BOM, lone surrogates.
const HOSTILE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

/** The same characters in a text of JSON as its own escapes: what it says stays the same, and its bytes are safe to show. */
export function escapeJson(json: string): string {
  return json.replace(HOSTILE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** Text from a log made safe for a terminal and for our own log: one line, nothing that moves, hides or reorders. */
export function escapeText(text: string, limit = 200): string {
  const cut = text.length > limit ? `${text.slice(0, limit)}…` : text
  return cut.replace(HOSTILE, (character) => {
    const code = character.charCodeAt(0)
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`
  })
}
