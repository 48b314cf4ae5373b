import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FileTally } from '../../domain/file-tally.ts'
import { ByteText, RecordBatch } from '../../domain/record-batch.ts'
import { batchOf, type Row } from './batch.fixture.ts'
import { type ClockDelegate, EngineClock } from './engine-clock.ts'
import { COPIED_COLUMNS, HELD_LINE_BYTES } from './look-ahead.ts'
import { naiveClock } from './naive-clock.fixture.ts'

const NOON = 1_700_000_000

/** Writes down each call, a line a record; the line number travels in the line's text. */
class Diary implements ClockDelegate {
  readonly lines: string[] = []
  advance(second: number, millisecond: number): void {
    this.lines.push(`advance ${second} ${millisecond}`)
  }
  count(batch: RecordBatch, from: number, to: number, second: number): void {
    for (let row = from; row < to; row++) this.lines.push(`count ${lineOf(batch, row)} ${second} ${batch.second[row]}`)
  }
  late(batch: RecordBatch, row: number): void {
    this.lines.push(`late ${lineOf(batch, row)} ${batch.second[row]}`)
  }
  skewed(batch: RecordBatch, row: number): void {
    this.lines.push(`skewed ${lineOf(batch, row)} ${batch.second[row]}`)
  }
  refused(lines: number, _: FileTally, text: ByteText, start: number, end: number): void {
    this.lines.push(`refused ${text.bytes.toString('utf8', start, end)} ${lines}`)
  }
  expected(lateness: number): void {
    this.lines.push(`expected ${lateness}`)
  }
  setBack(second: number): void {
    this.lines.push(`set-back ${second}`)
  }
}

const lineOf = (batch: RecordBatch, row: number) =>
  batch.text.bytes.toString('utf8', batch.lineStart[row]!, batch.lineEnd[row]!)

function feed(seconds: readonly number[], sizes: readonly number[], wall?: () => number, lateness = 1) {
  const diary = new Diary()
  const clock = new EngineClock(diary, { lateness, ...(wall && { wall }) })
  const tallies = [new FileTally('a'), new FileTally('b')]
  let at = 0
  for (let i = 0; at < seconds.length; i++) {
    const part = seconds.slice(at, at + sizes[i % sizes.length]!)
    const rows = part.map((second, row): Row => ({ second, millisecond: (at + row) % 1_000, line: `${at + row}` }))
    // A reused batch: what was handed over is gone after the call.
    const batch = batchOf(rows, tallies[i % 2])
    clock.consume(batch, 0, rows.length)
    batch.text.bytes.fill(0)
    batch.second.fill(0)
    at += rows.length
  }
  clock.flush()
  expect(clock.held).toBe(0)
  return { lines: diary.lines, tallies, clock }
}

const sizes = fc.array(fc.integer({ min: 1, max: 128 }), { minLength: 1, maxLength: 5 })
/** Mostly quiet progress, some disorder, strays far away, and real jumps in both directions. */
const log = fc
  .array(
    fc.record({
      times: fc.integer({ min: 1, max: 40 }),
      step: fc.oneof(
        { weight: 6, arbitrary: fc.integer({ min: -2, max: 3 }) },
        { weight: 2, arbitrary: fc.constantFrom(59, 60, 61, 300, 3_600, 3_601, 90_000) },
        { weight: 2, arbitrary: fc.constantFrom(-61, -3_000, -3_600, -3_601, -3_700, -90_000) },
      ),
      stray: fc.boolean(),
    }),
    { maxLength: 30 },
  )
  .map((blocks) => {
    const seconds: number[] = []
    let now = NOON
    for (const { times, step, stray } of blocks) {
      const second = now + step
      if (!stray) now = second
      for (let i = 0; i < (stray ? 1 + (times % 20) : times); i++) seconds.push(second)
    }
    return seconds
  })

/** Engine time behind each record, by its number. */
function newestByRecord(lines: readonly string[]): Map<number, number> {
  const newest = new Map<number, number>()
  let now = 0
  for (const line of lines) {
    const [what, first] = line.split(' ')
    if (what === 'advance') now = Number(first)
    else if (what !== 'set-back') newest.set(Number(first), now)
  }
  return newest
}

describe('EngineClock', () => {
  it('decides like a model that sees the whole list, whatever the batches', () => {
    fc.assert(
      fc.property(log, sizes, (seconds, split) => {
        const { lines, tallies } = feed(seconds, split)
        const expected = naiveClock(seconds)
        expect(lines).toEqual(expected)
        const skewed = expected.filter((line) => line.startsWith('skewed')).length
        expect(tallies[0]!.skewed + tallies[1]!.skewed).toBe(skewed)
        expect(tallies[0]!.valid + tallies[1]!.valid).toBe(seconds.length - skewed)
      }),
      { seed: 5, numRuns: 800 },
    )
  })

  it('does the same live, where the wall bounds the way forward', () => {
    fc.assert(
      fc.property(log, sizes, fc.integer({ min: -4_000, max: 4_000 }), (seconds, split, ahead) => {
        const wall = (NOON + ahead) * 1_000 + 500
        const { lines } = feed(seconds, split, () => wall)
        expect(lines).toEqual(naiveClock(seconds, wall))
      }),
      { seed: 6, numRuns: 300 },
    )
  })

  it('charges a refused line to the engine second behind the record before it, held back or not', () => {
    fc.assert(
      fc.property(log, fc.integer({ min: 1, max: 40 }), (seconds, every) => {
        const diary = new Diary()
        const clock = new EngineClock(diary)
        seconds.forEach((second, at) => {
          clock.consume(batchOf([{ second, line: `${at}` }]), 0, 1)
          if (at % every !== 0) return
          const garbage = new ByteText(Buffer.from(`${at}`))
          for (let i = 0; i < 3; i++) clock.refuse(1, new FileTally('a'), garbage, 0, garbage.bytes.length)
          garbage.bytes.fill(0)
        })
        clock.flush()
        const newestBehind = newestByRecord(naiveClock(seconds))
        const charged = new Map<number, number>()
        let newest = 0
        for (const line of diary.lines) {
          const [what, first, times] = line.split(' ')
          if (what === 'advance') newest = Number(first)
          if (what !== 'refused') continue
          expect(newest).toBe(newestBehind.get(Number(first)))
          charged.set(Number(first), (charged.get(Number(first)) ?? 0) + Number(times))
        }
        expect([...charged.values()].every((times) => times === 3)).toBe(true)
        expect(charged.size).toBe(Math.ceil(seconds.length / every))
      }),
      { seed: 8, numRuns: 300 },
    )
  })

  it('does the same with a lateness of 10 s', () => {
    fc.assert(
      fc.property(log, sizes, (seconds, split) => {
        const late = seconds.map((second, at) => second - ((at * 7) % 12))
        expect(feed(late, split, undefined, 10).lines).toEqual(naiveClock(late, undefined, 10))
      }),
      { seed: 7, numRuns: 300 },
    )
  })

  it('keeps closed what was closed before the lateness was raised', () => {
    const diary = new Diary()
    const clock = new EngineClock(diary)
    const consume = (...seconds: number[]) =>
      clock.consume(batchOf(seconds.map((second, row) => ({ second, line: `${row}` }))), 0, seconds.length)
    consume(...Array.from({ length: 33 }, () => NOON))
    clock.lateness = 10
    diary.lines.length = 0
    consume(NOON - 2, NOON - 1, NOON + 9, NOON - 1, NOON - 2)
    expect(diary.lines.map((line) => line.split(' ')[0])).toEqual([
      'late',
      'count',
      'advance',
      'count',
      'count',
      'late',
    ])
  })

  it('is not moved by far-future or past strays, and counts a flood behind them in its own second', () => {
    const strays = [NOON + 4_000_000, NOON - 4_000_000, NOON + 7_200, 0, 253_402_300_799, NOON - 86_400]
    const seconds: number[] = []
    for (let i = 0; i < 600; i++) seconds.push(NOON + Math.floor(i / 10), ...(i % 7 === 0 ? [strays[i % 6]!] : []))
    for (let i = 0; i < 1_000; i++) seconds.push(NOON + 60)
    const { lines, clock } = feed(seconds, [50])
    expect(lines.filter((line) => line.startsWith('advance'))).toHaveLength(61)
    expect(lines.filter((line) => line.endsWith(`${NOON + 60} ${NOON + 60}`))).toHaveLength(1_000)
    expect(lines.filter((line) => line.startsWith('skewed'))).toHaveLength(86)
    expect(clock.newest).toBe(NOON + 60)
  })

  it('keeps a ten-minute-late block out of the windows', () => {
    const seconds = [
      ...Array.from({ length: 700 }, (_, i) => NOON + i),
      ...Array.from({ length: 500 }, (_, i) => NOON + i / 5),
    ]
    const { lines, tallies } = feed(seconds.map(Math.floor), [128])
    expect(lines.filter((line) => line.startsWith('late'))).toHaveLength(500)
    expect(tallies[0]!.valid + tallies[1]!.valid).toBe(1_200)
  })

  it('does not begin at a stray first record', () => {
    for (const stray of [0, NOON + 1_000_000]) {
      const { lines } = feed([stray, ...Array.from({ length: 100 }, () => NOON)], [128])
      expect(lines[0]).toBe(`skewed 0 ${stray}`)
      expect(lines[1]).toBe(`advance ${NOON} 1`)
    }
  })

  it('accepts a single record, and sparse ones to the last within an hour', () => {
    expect(feed([NOON], [1]).lines).toEqual([`advance ${NOON} 0`, `count 0 ${NOON} ${NOON}`])
    const sparse = [0, 7_200, 14_400, 15_000].map((offset) => NOON + offset)
    expect(feed(sparse, [2]).lines.filter((line) => line.startsWith('advance'))).toHaveLength(4)
    expect(feed([NOON, NOON + 1, NOON + 9_000], [3]).lines.at(-1)).toBe(`skewed 2 ${NOON + 9_000}`)
  })

  it('holds 33 records at most and lets them go when a live log is quiet', () => {
    const diary = new Diary()
    const clock = new EngineClock(diary, { wall: () => NOON * 1_000 })
    const consume = (second: number, count: number) =>
      clock.consume(batchOf(Array.from({ length: count }, () => ({ second }))), 0, count)
    consume(NOON, 1)
    consume(NOON - 4_000, 20)
    expect(clock.held).toBe(20)
    clock.passTime(NOON)
    expect(clock.held).toBe(0)
    expect(diary.lines).toContain(`set-back ${NOON - 4_000}`)
    expect(clock.newest).toBe(NOON)
    consume(NOON + 6, 1)
    expect(clock.newest).toBe(NOON)
  })

  it('copies every column of a held record, and its line up to 8 KiB', () => {
    const columns = Object.entries(new RecordBatch()).filter(
      ([name, value]) => name !== 'counted' && name !== 'keyed' && ArrayBuffer.isView(value),
    )
    const places = ['lineStart', 'lineEnd', 'durationWords']
    expect(
      columns
        .map(([name]) => name)
        .filter((name) => !places.includes(name))
        .sort(),
    ).toEqual([...COPIED_COLUMNS].sort())
    const batch = batchOf([{ second: NOON, line: 'x'.repeat(20_000) }])
    for (const column of COPIED_COLUMNS) batch[column][0] = column === 'second' ? NOON : 7
    let seen = 0
    const delegate: ClockDelegate = {
      advance: () => {},
      late: () => {},
      skewed: () => {},
      setBack: () => {},
      refused: () => {},
      expected: () => {},
      count: (held, row) => {
        for (const column of COPIED_COLUMNS) expect(held[column][row]).toBe(column === 'second' ? NOON : 7)
        expect(lineOf(held, row)).toBe('x'.repeat(HELD_LINE_BYTES))
        seen++
      },
    }
    const clock = new EngineClock(delegate)
    clock.consume(batch, 0, 1)
    clock.flush()
    expect(seen).toBe(1)
  })

  it('refuses a lateness the windows cannot hold', () => {
    expect(() => new EngineClock(new Diary(), { lateness: 11 })).toThrow(RangeError)
  })
})
