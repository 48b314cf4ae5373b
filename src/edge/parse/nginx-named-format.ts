import type { LineFormat } from './line-format.ts'
import { cutPieces } from './log-format-pieces.ts'
import { tokenize } from './log-format-variables.ts'
import { namedFormat } from './named-format.ts'
import { TextParser } from './text-parser.ts'
import { TextPiece } from './text-piece.ts'

/** A log_format that some product ships with nginx, known by name. `format`: the text of the directive. */
export function nginxNamedFormat(name: string, title: string, format: string): LineFormat {
  return namedFormat({
    name,
    title,
    columns: columnsOf(format),
    time: 'end',
    parser: () =>
      new TextParser(
        name,
        cutPieces(tokenize(format), 'default').map(({ tokens, delimiter }) => new TextPiece(tokens, delimiter)),
      ),
  })
}

/** The text itself, its variables by what they serve for. */
function columnsOf(format: string): string {
  const parts = ['address: $remote_addr', 'time: $time_local', 'status: $status', 'bytes: $body_bytes_sent']
  if (format.includes('$request_time')) parts.push('duration: $request_time')
  return `${parts.join('; ')}; of ${format}`
}
