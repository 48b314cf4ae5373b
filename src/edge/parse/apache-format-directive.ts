import { FormatError } from '../../domain/errors.ts'

/** Escapes that mod_log_config knows in a format. */
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '\\': '\\', '"': '"' }

/** Whether the text is an Apache format, or a LogFormat directive, and none of nginx, which holds a `$`. */
export function isApacheFormat(text: string): boolean {
  return /^\s*LogFormat\s/i.test(text) || (!text.includes('$') && /%[\w<>!{^]/.test(text))
}

/**
 * The format as Apache sees it, of its bare text, or of a directive as it stands in a configuration: `LogFormat "…" name`, with
 * its quotes and backslashes. Throws FormatError.
 */
export function readApacheFormat(text: string): string {
  const joined = text.trim().replaceAll(/\\\r?\n/g, '')
  const found = /^LogFormat\s+([\s\S]*)$/i.exec(joined)
  const value = found?.[1] ?? joined
  const quoted =
    /^"((?:[^"\\]|\\[\s\S])*)"(?:\s+[^\s"%]+)?$/.exec(value) ?? /^'((?:[^'\\]|\\[\s\S])*)'(?:\s+[^\s'%]+)?$/.exec(value)
  if (found !== null && quoted === null && /^["']|\s/.test(value)) {
    throw new FormatError('the LogFormat directive has an unclosed quote', 'Check the quotes of the directive.')
  }
  const format = unescaped(unescaped(quoted?.[1] ?? value, /\\(["'\\])/g), /\\([nrt\\"])/g)
  if (/[\r\n]/.test(format)) {
    throw new FormatError(
      'the log format holds a line break: one request would span several lines',
      'Take \\n out of the LogFormat: Apache ends each line by itself.',
    )
  }
  return format
}

/** Apache reads a directive twice: once for its quotes, once for the format's own escapes. */
function unescaped(text: string, escapes: RegExp): string {
  return text.replaceAll(escapes, (_, character: string) => ESCAPES[character] ?? character)
}
