import { type ByteText, RecordBatch } from '../../domain/record-batch.ts'
import { REJECT_REASONS, type RejectReason, UNKNOWN_FORMAT, VALID } from '../../domain/reject-reason.ts'
import type { LineFormat } from './line-format.ts'
import { REJECT_WORDS } from './reject-words.ts'

const OBJECT = 0x7b

/** Why a line is not of a format that one might have expected. */
export interface FormatRefusal {
  readonly format: string
  /** For people, safe to print. */
  readonly why: string
}

/** Why no format reads the line: of a wrapped line or a JSON object only formats that are such are asked. May allocate. */
export function whyNoFormat(
  formats: readonly LineFormat[],
  text: ByteText,
  start: number,
  end: number,
): readonly FormatRefusal[] {
  const told = formats.flatMap(({ name, whyNot }) => {
    const why = whyNot?.(text, start, end) ?? null
    return why === null ? [] : [{ format: name, why }]
  })
  if (told.length > 0) return told
  if (text.bytes[start] === OBJECT) return [{ format: 'json', why: REJECT_WORDS['bad-json'] }]
  return formats.filter(({ whyNot }) => whyNot === undefined).flatMap((format) => refusalOf(format, text, start, end))
}

function refusalOf(format: LineFormat, text: ByteText, start: number, end: number): readonly FormatRefusal[] {
  const code = format.create().parse(text, start, end, new RecordBatch(), 0)
  if (code === VALID || code === UNKNOWN_FORMAT) return []
  return [{ format: format.name, why: REJECT_WORDS[REJECT_REASONS[code] as RejectReason] }]
}
