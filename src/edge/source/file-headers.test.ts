import { describe, expect, it } from 'vitest'
import type { ByteText } from '../../domain/record-batch.ts'
import { handHeaders } from './file-headers.ts'
import { LineSink } from './line-sink.fixture.ts'

class Sink extends LineSink {
  readonly headers: string[] = []
  preface({ bytes }: ByteText): void {
    this.headers.push(bytes.toString())
  }
}

function headersOf(text: string, position: number): string[] {
  const file = Buffer.from(text)
  const sink = new Sink()
  handHeaders((bytes, from) => file.copy(bytes, 0, from), position, sink)
  return sink.headers
}

const HEAD = '#Version: 1.0\n#Fields: a b\n'
const line = (i: number) => `2026-03-02 09:15:01 line ${i} of many\n`
const lines = (count: number) => Array.from({ length: count }, (_, i) => line(i)).join('')

describe('handHeaders', () => {
  it('hands on those at the beginning, a byte order mark left out', () => {
    for (const mark of ['', '\ufeff']) {
      const text = `${mark}${HEAD}${lines(100)}`
      expect(headersOf(text, Buffer.byteLength(text))).toContain(HEAD)
    }
  })

  it('hands on the last ones before the position behind them, however far away', () => {
    const text = `${HEAD}${lines(60_000)}#Software: x\n#Fields: b a\n#Date: y\n${lines(60_000)}`
    const later = `${text}#Fields: c\n`
    expect(text.length).toBeGreaterThan(4 << 20)
    expect(headersOf(later, text.length).at(-1)).toBe('#Fields: b a\n#Date: y\n')
    expect(headersOf(later, 1_000).at(-1)).toBe('#Fields: a b\n')
  })

  it('finds one that begins before the end of a piece of 1 MiB and ends behind it', () => {
    for (const before of [0, 3, 9, 12, 20]) {
      const head = HEAD + 'x'.repeat(5_000 - HEAD.length)
      const text = `${head}\n#Fields: b a\n${'y'.repeat((1 << 20) - 14 + before)}\n`
      expect(headersOf(text, text.length).at(-1)).toBe('#Fields: b a\n')
    }
  })

  it('leaves files alone that begin otherwise, and does nothing at the beginning', () => {
    expect(headersOf(`x\n${HEAD}${line(1)}`, 40)).toEqual([])
    expect(headersOf(HEAD, 0)).toEqual([])
  })
})
