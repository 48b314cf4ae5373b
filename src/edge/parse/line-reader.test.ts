import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FileTally } from '../../domain/file-tally.ts'
import { ByteText } from '../../domain/record-batch.ts'
import { BAD_LAYOUT, REJECT_REASONS, VALID } from '../../domain/reject-reason.ts'
import type { LineParser } from './line-parser.ts'
import { LineReader, LONGEST_LINE } from './line-reader.ts'

/** Takes every line but those that begin with `!`. */
const parser: LineParser = {
  name: 'any',
  parse: (text, start) => (text.bytes[start] === 0x21 ? BAD_LAYOUT : VALID),
}

class Reading {
  readonly tally = new FileTally('x')
  readonly lines: string[] = []
  readonly refused: string[] = []
  readonly batches: number[] = []
  readonly reader = new LineReader({
    parser,
    tally: this.tally,
    sink: {
      consume: (batch, from, to) => {
        this.batches.push(to - from)
        expect(batch.tally).toBe(this.tally)
        for (let row = from; row < to; row++)
          this.lines.push(batch.text.bytes.toString('latin1', batch.lineStart[row], batch.lineEnd[row]))
      },
    },
    onReject: (code, text, start, end) =>
      this.refused.push(`${REJECT_REASONS[code]} ${text.bytes.toString('latin1', start, Math.min(end, start + 20))}`),
  })

  /** Feeds `bytes` in pieces, carrying what is left, as a source does. */
  feed(bytes: Buffer, cuts: readonly number[] = []): this {
    const text = new ByteText(Buffer.alloc(bytes.length + 64, '\n'))
    let carried = 0
    let from = 0
    for (const to of [...cuts, bytes.length]) {
      bytes.copy(text.bytes, carried, from, to)
      const end = carried + to - from
      const read = this.reader.read(text, 0, end)
      text.bytes.copy(text.bytes, 0, read, end)
      carried = end - read
      from = to
    }
    this.reader.finish(text, 0, carried)
    return this
  }
}

const read = (text: string | Buffer) => new Reading().feed(Buffer.from(text as string))

describe('lines', () => {
  it('end with LF, and one CR before it is dropped', () => {
    expect(read('a\nb\r\nc\r\r\n\rd\n').lines).toEqual(['a', 'b', 'c\r', '\rd'])
  })

  it('that are blank count nowhere', () => {
    const { tally, lines } = read('\n \n\t \r\n\r\n\r\r\na\n   ')
    expect(lines).toEqual(['a'])
    expect(tally).toMatchObject({ lines: 1, rejected: 0 })
  })

  it('without a line feed wait, and are judged at the end only', () => {
    const { reader, lines } = new Reading()
    const text = new ByteText(Buffer.from('a\nbc'))
    expect(reader.read(text, 0, 4)).toBe(2)
    expect(lines).toEqual(['a'])
    expect(reader.read(text, 2, 4)).toBe(2)
    expect(lines).toEqual(['a'])
    reader.finish(text, 2, 4)
    expect(lines).toEqual(['a', 'bc'])
  })

  it('lose a byte order mark at the start of a file only', () => {
    const mark = Buffer.of(0xef, 0xbb, 0xbf)
    const reading = read(Buffer.concat([mark, Buffer.from('a\n'), mark, Buffer.from('b\n')]))
    expect(reading.lines).toEqual(['a', `${mark.toString('latin1')}b`])
    reading.reader.reset()
    reading.feed(Buffer.concat([mark, Buffer.from('\nc')]))
    expect(reading.lines.slice(2)).toEqual(['c'])
  })

  it('that are refused are counted by reason and told of', () => {
    const { tally, lines, refused } = read('a\n!b\r\nc\n!d')
    expect(lines).toEqual(['a', 'c'])
    expect(refused).toEqual(['bad-layout !b', 'bad-layout !d'])
    expect(tally).toMatchObject({ lines: 4, rejected: 2, valid: 0 })
    expect(tally.reasons()).toEqual({ 'bad-layout': 2 })
  })

  it('of more than 1 MiB are refused once, here or at the source', () => {
    const { tally, lines, reader } = read(`${'a'.repeat(LONGEST_LINE)}\n${'b'.repeat(LONGEST_LINE + 1)}\r\nc\n`)
    expect(lines.map((line) => line.length)).toEqual([LONGEST_LINE, 1])
    reader.refuseLong()
    expect(tally).toMatchObject({ lines: 4, rejected: 2 })
    expect(tally.reasons()).toEqual({ 'too-long': 2 })
  })

  it('are handed on in batches that end with the chunk', () => {
    expect(read('a\n'.repeat(300)).batches).toEqual([256, 44])
  })

  it('come out the same however the file is cut', () => {
    const part = fc.constantFrom('a', '!', '\n', '\r', ' ', '\r\n', '\t', '\ufeff')
    const cuts = fc.array(fc.nat(40), { maxLength: 6 })
    fc.assert(
      fc.property(fc.array(part, { maxLength: 30 }), cuts, (parts, places) => {
        const bytes = Buffer.from(parts.join(''))
        const whole = new Reading().feed(bytes)
        const pieces = new Reading().feed(
          bytes,
          places.filter((place) => place <= bytes.length).sort((a, b) => a - b),
        )
        expect(pieces.lines).toEqual(whole.lines)
        expect(pieces.refused).toEqual(whole.refused)
        expect(pieces.tally).toEqual(whole.tally)
      }),
      { seed: 2, numRuns: 1_000 },
    )
  })
})
