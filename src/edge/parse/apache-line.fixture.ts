/** What one request is in words of the directives: `r`, `>s`, `{Referer}i` … */
export type ApacheValues = Readonly<Record<string, string>>

/** The line, without its LF, that Apache writes with the text of a LogFormat. What has no value is `-`. */
export function apacheLine(format: string, values: ApacheValues): Buffer {
  const text = format.replaceAll(/%(%|[<>!,\d]*(?:\{[^}]*\})?(?:\^\w\w|\w))/g, (_, name: string) => {
    if (name === '%') return '%'
    const value = values[name]
    if (name.endsWith('u') && value === '') return '""'
    return value === undefined ? '-' : name.endsWith('t') ? value : escaped(value)
  })
  return Buffer.from(text, 'latin1')
}

const SHORT: Readonly<Record<number, string>> = {
  8: '\\b',
  9: '\\t',
  10: '\\n',
  11: '\\v',
  13: '\\r',
  34: '\\"',
  92: '\\\\',
}

/** As ap_escape_logitem does with the bytes of a text. */
function escaped(value: string): string {
  return [...Buffer.from(value)]
    .map((byte) => {
      const short = SHORT[byte]
      if (short !== undefined) return short
      return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`
    })
    .join('')
}
