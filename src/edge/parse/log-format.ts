import { FormatError } from '../../domain/errors.ts'
import { combined } from './formats/combined.ts'
import { JsonParser } from './json-parser.ts'
import { describeMapping } from './json-recognise.ts'
import type { ParserOptions } from './line-format.ts'
import type { LineParser } from './line-parser.ts'
import { readLogFormat } from './log-format-directive.ts'
import { isJsonFormat, readJsonMapping } from './log-format-json.ts'
import { cutPieces, type PieceTokens } from './log-format-pieces.ts'
import { type Field, STREAM_VARIABLES, type Token, tokenize } from './log-format-variables.ts'
import { TextParser } from './text-parser.ts'
import { TextPiece } from './text-piece.ts'

const COMBINED =
  '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"'

/** Values that may hold a decoded line feed, which escape=none writes as it is. */
const DECODED = ['remote_user', 'uri', 'document_uri', 'request_filename', 'request_body', 'fastcgi_path_info']

/**
 * A parser for lines that nginx writes with a log_format: its value, or the whole directive. The client's address is taken
 * from `$remote_addr` alone. Throws FormatError for what is no log of HTTP requests, or cannot be read without doubt.
 */
export function compileLogFormat(text: string, options: ParserOptions = {}): LineParser {
  const { escaping, format } = readLogFormat(text)
  const tokens = tokenize(format)
  checkTokens(tokens, escaping === 'none')
  // nginx writes a line when the request has ended.
  const tell = (columns: string) => options.onFormat?.({ name: 'log_format', columns, time: 'end' })
  if (isJsonFormat(format)) {
    const mapping = readJsonMapping(format)
    tell(describeMapping(mapping))
    return new JsonParser(mapping, options)
  }
  if (format === COMBINED && escaping === 'default') return combined.create(options)
  tell(format)
  return new TextParser('log_format', compilePieces(cutPieces(tokens, escaping)), { trusted: options.trusted })
}

function compilePieces(pieces: readonly PieceTokens[]): TextPiece[] {
  const fields = new Set(pieces.flatMap(({ tokens }) => tokens.flatMap(fieldsOf)))
  if (!fields.has('address') || !fields.has('status') || ![...fields].some(isTime)) {
    throw new FormatError(
      'the log format does not say where the address, the status or the time begins and ends',
      'Put a blank on both sides of $remote_addr, $status and $time_iso8601, or quotes around them.',
    )
  }
  return pieces.map(({ tokens, delimiter }) => new TextPiece(tokens, delimiter))
}

function fieldsOf(token: Token): Field[] {
  return token.type === 'variable' && token.field !== null ? [token.field] : []
}

function isTime(field: Field): boolean {
  return field === 'time-iso' || field === 'time-local' || field === 'msec'
}

function checkTokens(tokens: readonly Token[], unescaped: boolean): void {
  const names = new Set(tokens.flatMap((token) => (token.type === 'variable' ? [token.name] : [])))
  const stream = STREAM_VARIABLES.find((name) => names.has(name))
  if (stream !== undefined) {
    throw new FormatError(
      `the log format is of nginx's stream module ($${stream}), which knows no HTTP requests`,
      'Give the log_format of an http block, and the access log that is written with it.',
    )
  }
  const fields = tokens.flatMap(fieldsOf)
  const missing: string[] = []
  if (!fields.includes('address')) missing.push('no client address ($remote_addr)')
  if (!fields.includes('status')) missing.push('no status ($status)')
  if (!fields.some(isTime)) missing.push('no time ($time_iso8601, $time_local or $msec)')
  if (missing.length > 0) {
    throw new FormatError(
      `the log format has ${missing.join(', ')}`,
      'Add what is missing to log_format in nginx.conf, or log a second file with the format "combined".',
    )
  }
  const decoded = unescaped && DECODED.find((name) => names.has(name))
  if (decoded) {
    throw new FormatError(
      `with escape=none a client can write whole lines of its own through $${decoded}`,
      'Use escape=json or escape=default, both of which escape line breaks.',
    )
  }
}
