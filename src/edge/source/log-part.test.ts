import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { LineSink } from './line-sink.fixture.ts'
import { LogPart } from './log-part.ts'

const folder = mkdtempSync(join(tmpdir(), 'breakwater-part-'))
const path = join(folder, 'x.log')
afterAll(() => rmSync(folder, { recursive: true }))

function read(start: number, end: number): string[] {
  const sink = new LineSink()
  const part = new LogPart(path, start, end, sink)
  while (part.next());
  part.close()
  return sink.lines
}

describe('LogPart', () => {
  it('reads the lines that begin within the range', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z]{0,6}$/), { minLength: 1, maxLength: 20 }),
        fc.nat(),
        (lines, anywhere) => {
          const text = `${lines.join('\n')}\n`
          writeFileSync(path, text)
          const start = anywhere % text.length
          let at = 0
          const wanted = lines.filter((line) => {
            at += line.length + 1
            return at - line.length - 1 >= start
          })
          expect(read(start, text.length)).toEqual(wanted)
        },
      ),
      { seed: 6 },
    )
  })

  it('ends where it is told, or where the file does', () => {
    writeFileSync(path, 'one\ntwo\nthree')
    expect(read(0, 8)).toEqual(['one', 'two'])
    expect(read(0, 1_000)).toEqual(['one', 'two', 'three'])
    expect(read(1, 1_000)).toEqual(['two', 'three'])
    expect(read(9, 1_000)).toEqual([])
  })

  it('passes over a long line to the next, and counts what it passed', () => {
    writeFileSync(path, `${'a'.repeat(20_000)}\nlast\n`)
    const part = new LogPart(path, 5, 20_006, new LineSink())
    expect(part.position).toBe(19_996)
    part.close()
    expect(read(5, 20_006)).toEqual(['last'])
  })
})
