import { ByteText } from '../../domain/record-batch.ts'
import type { Bytes } from '../../domain/units.ts'
import type { ChunkSink } from './chunk-sink.ts'

/** Bytes of the beginning of a file, and before the place where reading begins, in which headers are looked for. */
const BEGINNING: Bytes = 64 << 10
const LOOK_BACK: Bytes = 64 << 20
const PIECE: Bytes = 1 << 20
/** Bytes of one header. */
const LONGEST: Bytes = 16 << 10

const FEED = 0x0a
const HASH = 0x23
const MARK = Buffer.from([0xef, 0xbb, 0xbf])
const FIELDS = Buffer.from('\n#Fields')

/** Reads up to the length of `bytes` from a place of the file on; returns the bytes read. */
type ReadAt = (bytes: Buffer, from: Bytes) => number

/**
 * Hands a sink that reads a file from `position` on the headers before it: those at the beginning, and the last ones of all, as they may
 * change in mid-file. Only of files that begin with a `#`, so that no other is looked through. Throws what `read` throws.
 */
export function handHeaders(read: ReadAt, position: Bytes, sink: ChunkSink): void {
  if (position === 0 || sink.preface === undefined) return
  const beginning = readPiece(read, 0, Math.min(position, BEGINNING))
  const start = beginning.subarray(0, MARK.length).equals(MARK) ? MARK.length : 0
  if (beginning[start] !== HASH) return
  hand(headersAt(beginning, start), sink)
  const last = lastHeaders(read, position)
  if (last !== null) hand(last, sink)
}

function hand(headers: Buffer, sink: ChunkSink): void {
  if (headers.length > 0) sink.preface?.(new ByteText(headers))
}

/** The last lines in front of a position that begin with `#Fields`, with the headers right behind them. */
function lastHeaders(read: ReadAt, position: Bytes): Buffer | null {
  const bound = Math.max(0, position - LOOK_BACK)
  for (let to = position; to > bound; to -= PIECE) {
    const from = Math.max(bound, to - PIECE)
    // A header may reach from one piece into the next.
    const piece = readPiece(read, from, Math.min(position, to + LONGEST))
    const at = piece.lastIndexOf(FIELDS)
    if (at >= 0) return headersAt(piece, at + 1)
  }
  return null
}

/** Whole lines from `start` on that begin with `#`. */
function headersAt(bytes: Buffer, start: number): Buffer {
  let end = start
  while (end < bytes.length && bytes[end] === HASH) {
    const feed = bytes.indexOf(FEED, end)
    if (feed < 0) break
    end = feed + 1
  }
  return bytes.subarray(start, end)
}

function readPiece(read: ReadAt, from: Bytes, to: Bytes): Buffer {
  const bytes = Buffer.allocUnsafe(to - from)
  return bytes.subarray(0, read(bytes, from))
}
