import type { RecordBatch } from '../../domain/record-batch.ts'
import { readAddress } from './address-field.ts'
import { FIELDS, isLoose, type Token } from './log-format-variables.ts'
import { type FieldSpans, slotOf, TextChain } from './text-chain.ts'

const ADDRESS = FIELDS.indexOf('address')
const FORWARDED = FIELDS.indexOf('forwarded')

/** A loose variable, and the chain between it and the next one; the last one reaches to the chain at the right edge. */
interface LoosePart {
  readonly slot: number
  readonly until: TextChain | null
}

/**
 * What stands between two delimiters that no value can hold. Strict variables are matched from the left edge up to the
 * first loose one and from the right edge back to the last, so that a client's text cannot move them. Chains between loose
 * variables are searched for; if one fits in two places, what it holds is not believed, nor a forwarded address beside it.
 */
export class TextPiece {
  /** The byte that ends the piece; -1: it ends with the line. */
  readonly delimiter: number
  readonly #left: TextChain
  readonly #right: TextChain
  readonly #parts: readonly LoosePart[]

  constructor(tokens: readonly Token[], delimiter: number) {
    const loose = tokens.flatMap((token, index) => (isLoose(token) ? [index] : []))
    this.delimiter = delimiter
    this.#left = new TextChain(tokens.slice(0, loose[0]), false)
    this.#right = new TextChain(loose.length === 0 ? [] : tokens.slice(loose.at(-1)! + 1), false)
    this.#parts = loose.map((index, position) => {
      const next = loose[position + 1]
      return {
        slot: slotOf(tokens[index]!),
        until: next === undefined ? null : new TextChain(tokens.slice(index + 1, next), true),
      }
    })
  }

  /** Finds the fields of [start, end), which is the whole piece; false if the text does not follow it. */
  match(bytes: Buffer, start: number, end: number, spans: FieldSpans, batch: RecordBatch, row: number): boolean {
    let at = this.#left.forward(bytes, start, end, spans)
    const parts = this.#parts
    if (at < 0 || parts.length === 0) return at === end
    const stop = this.#right.backward(bytes, at, end, spans)
    if (stop < 0) return false
    /** Whether the part at hand begins for sure where it was found to. */
    let startIsSure = true
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i]!
      let valueEnd = stop
      let next = stop
      let endIsSure = true
      if (part.until !== null) {
        valueEnd = part.until.isEmpty ? at : locate(part.until, bytes, at, stop, spans, batch, row)
        if (valueEnd < 0) return false
        next = part.until.forward(bytes, valueEnd, stop, spans)
        const isBound = part.slot === FORWARDED || parts[i + 1]!.slot === FORWARDED
        if (isAmbiguous(part.until, isBound, bytes, valueEnd + 1, stop, spans, batch, row)) {
          endIsSure = false
          for (const slot of part.until.slots) spans.starts[slot] = -1
        } else part.until.forward(bytes, valueEnd, stop, spans)
      }
      spans.starts[part.slot] = part.slot !== FORWARDED || (startIsSure && endIsSure) ? at : -1
      spans.ends[part.slot] = valueEnd
      startIsSure = endIsSure
      at = next
    }
    return true
  }
}

/** Whether a chain that holds or bounds anything of interest fits in a second place. Overwrites its spans. */
function isAmbiguous(
  chain: TextChain,
  isBound: boolean,
  bytes: Buffer,
  from: number,
  limit: number,
  spans: FieldSpans,
  batch: RecordBatch,
  row: number,
): boolean {
  if (chain.isEmpty) return true
  return (isBound || chain.slots.length > 0) && locate(chain, bytes, from, limit, spans, batch, row) >= 0
}

/** The first place in [from, limit) where `chain` fits, its address, if it has one, being an address; -1 if nowhere. */
function locate(
  chain: TextChain,
  bytes: Buffer,
  from: number,
  limit: number,
  spans: FieldSpans,
  batch: RecordBatch,
  row: number,
): number {
  let at = chain.search(bytes, from, limit, spans)
  if (!chain.slots.includes(ADDRESS)) return at
  while (at >= 0 && !readAddress(bytes, spans.starts[ADDRESS]!, spans.ends[ADDRESS]!, batch, row)) {
    at = chain.search(bytes, at + 1, limit, spans)
  }
  return at
}
