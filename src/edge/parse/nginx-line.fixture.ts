import { ByteText, IPV6, METHODS, RecordBatch } from '../../domain/record-batch.ts'
import { REJECT_REASONS } from '../../domain/reject-reason.ts'
import type { LineParser } from './line-parser.ts'

export type Escaping = 'default' | 'json' | 'none'
export type Values = Readonly<Record<string, string | Buffer>>

/** The line, without its LF, that nginx writes with a format (value of the directive). Variables without a value are unset. */
export function nginxLine(format: string, values: Values, escaping: Escaping = 'default'): Buffer {
  const parts: Buffer[] = []
  let end = 0
  for (const match of format.matchAll(/\$(?:(\w+)|\{(\w+)\})/g)) {
    parts.push(Buffer.from(format.slice(end, match.index)))
    const value = values[match[1] ?? match[2]!]
    if (value === undefined) parts.push(Buffer.from(escaping === 'default' ? '-' : ''))
    else parts.push(escaped(Buffer.from(value as string), escaping))
    end = match.index + match[0].length
  }
  parts.push(Buffer.from(format.slice(end)))
  return Buffer.concat(parts)
}

function escaped(value: Buffer, escaping: Escaping): Buffer {
  if (escaping === 'none') return value
  const short: Record<number, string> = { 8: '\\b', 9: '\\t', 10: '\\n', 12: '\\f', 13: '\\r' }
  return Buffer.concat(
    [...value].map((byte) => {
      const raw = Buffer.of(byte)
      if (escaping === 'json') {
        if (byte === 0x22 || byte === 0x5c) return Buffer.concat([Buffer.from('\\'), raw])
        if (byte >= 0x20) return raw
        return Buffer.from(short[byte] ?? `\\u00${byte.toString(16).toUpperCase().padStart(2, '0')}`)
      }
      if (byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c) return raw
      return Buffer.from(`\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`)
    }),
  )
}

export interface ParsedLine {
  readonly code: string
  readonly address: string
  readonly second: number
  readonly millisecond: number
  readonly status: number
  readonly bytes: number
  readonly duration: number
  readonly method: string
  readonly endpoint: number
}

const ROW = 77

/** Parses one line that stands in the middle of other bytes. Columns are filled with marks first, so that none is left out. */
export function parseLine(parser: LineParser, line: string | Buffer): ParsedLine {
  const body = Buffer.from(line as string)
  const text = new ByteText(Buffer.concat([Buffer.from('" [x] "\n'), body, Buffer.from('\n"203.0.113.99 - - "')]))
  const batch = new RecordBatch()
  for (const column of [batch.second, batch.millisecond, batch.keyHigh, batch.keyLow, batch.hostHigh, batch.hostLow])
    column.fill(54_321)
  for (const column of [batch.status, batch.bytes, batch.duration, batch.endpoint, batch.method, batch.flags])
    column.fill(99)
  const code = parser.parse(text, 8, 8 + body.length, batch, ROW)
  return {
    code: REJECT_REASONS[code]!,
    address: addressOf(batch),
    second: batch.second[ROW]!,
    millisecond: batch.millisecond[ROW]!,
    status: batch.status[ROW]!,
    bytes: batch.bytes[ROW]!,
    duration: batch.duration[ROW]!,
    method: METHODS[batch.method[ROW]!] ?? 'unset',
    endpoint: batch.endpoint[ROW]!,
  }
}

/** `203.0.113.7`, or eight groups of four hex digits. */
function addressOf(batch: RecordBatch): string {
  const words = [batch.keyHigh[ROW]!, batch.keyLow[ROW]!, batch.hostHigh[ROW]!, batch.hostLow[ROW]!]
  if (batch.flags[ROW] === IPV6)
    return words.map((word) => word.toString(16).padStart(8, '0').replace(/^..../, '$&:')).join(':')
  return [24, 16, 8, 0].map((shift) => (words[1]! >>> shift) & 255).join('.')
}
