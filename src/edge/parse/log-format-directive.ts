import { FormatError } from '../../domain/errors.ts'

export type Escaping = 'default' | 'json' | 'none'

export interface LogFormatText {
  readonly escaping: Escaping
  /** The format as nginx sees it: pieces joined, quotes of the configuration taken off. */
  readonly format: string
}

const ESCAPES: readonly string[] = ['default', 'json', 'none']
const CONTROL_ESCAPES: Readonly<Record<string, string>> = { t: '\t', r: '\r', n: '\n' }

/**
 * Reads the value of a log_format, or the whole directive as it stands in nginx.conf with `log_format name`, `escape=…`,
 * quoted pieces and comments between them. Throws FormatError.
 */
export function readLogFormat(text: string): LogFormatText {
  const trimmed = text.trim()
  const found = /^(log_format\s|escape=\w+\s|['"])/.test(trimmed) ? readDirective(trimmed) : null
  const format = found ?? { escaping: 'default' as const, format: text.replace(/\r?\n$/, '') }
  if (/[\r\n]/.test(format.format)) {
    throw new FormatError(
      'the log format holds a line break: one request would span several lines',
      'Join the pieces of log_format on one line each, in quotes of their own: nginx puts them together without a break.',
    )
  }
  if (format.format.trim() === '') throw new FormatError('the log format is empty', 'Give the text of a log_format.')
  return format
}

/** null when the text turns out to be a value that merely begins with a quote. */
function readDirective(text: string): LogFormatText | null {
  const words = readWords(text)
  if (words === null) {
    if (!text.startsWith('log_format')) return null
    throw new FormatError('the log_format directive has an unclosed quote', 'Check the quotes of the directive.')
  }
  if (words[0] === 'log_format') words.splice(0, 2)
  let escaping: Escaping = 'default'
  if (words[0]?.startsWith('escape=')) {
    const name = words[0].slice('escape='.length)
    if (!ESCAPES.includes(name)) {
      throw new FormatError(`log_format knows no escape=${name}`, 'nginx has escape=default, escape=json, escape=none.')
    }
    escaping = name as Escaping
    words.shift()
  }
  return { escaping, format: words.join('') }
}

/** The words of a directive, up to its `;`, by the rules of ngx_conf_read_token; null when the quotes do not add up. */
function readWords(text: string): string[] | null {
  const words: string[] = []
  let at = 0
  while (at < text.length) {
    const first = text[at]!
    if (first === ';') break
    if (/\s/.test(first)) {
      at++
    } else if (first === '#') {
      const feed = text.indexOf('\n', at)
      at = feed < 0 ? text.length : feed + 1
    } else {
      const quote = first === "'" || first === '"' ? first : null
      const word = readWord(text, quote === null ? at : at + 1, quote)
      if (word === null) return null
      words.push(word.text)
      at = word.end
    }
  }
  return words
}

function readWord(text: string, start: number, quote: string | null): { text: string; end: number } | null {
  let word = ''
  for (let at = start; at < text.length; at++) {
    const character = text[at]!
    if (character === '\\' && at + 1 < text.length) {
      const next = text[++at]!
      word += /["'\\]/.test(next) ? next : (CONTROL_ESCAPES[next] ?? `\\${next}`)
    } else if (quote === null ? /[\s;]/.test(character) : character === quote) {
      if (quote === null) return { text: word, end: at }
      return /^[\s;]?$/.test(text[at + 1] ?? '') ? { text: word, end: at + 1 } : null
    } else {
      word += character
    }
  }
  return quote === null ? { text: word, end: text.length } : null
}
