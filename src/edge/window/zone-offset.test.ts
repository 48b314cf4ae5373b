import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FileTally } from '../../domain/file-tally.ts'
import { ByteText, type RecordBatch } from '../../domain/record-batch.ts'
import { batchOf } from './batch.fixture.ts'
import { ZoneOffset } from './zone-offset.ts'

const NOON = 1_700_000_000
const HOUR = 3_600

/** A log that is written as its wall goes, a line a second, and what comes out of the zone. */
function build({ isFresh = true } = {}) {
  const passed: { second: number; line: string }[] = []
  const told: number[] = []
  let now = NOON
  let lines = 0
  const zone = new ZoneOffset({
    wall: () => now * 1_000 + 300,
    onOffset: (ahead) => told.push(ahead),
    sink: {
      consume(batch: RecordBatch, from: number, to: number) {
        for (let row = from; row < to; row++) {
          const line = batch.text.bytes.toString('utf8', batch.lineStart[row]!, batch.lineEnd[row]!)
          passed.push({ second: batch.second[row]!, line })
        }
      },
      refuse(count, _, text, start, end) {
        passed.push({ second: Number.NaN, line: `${count} refused: ${text.bytes.toString('utf8', start, end)}` })
      },
    },
  })
  if (isFresh) zone.fresh()
  /** Lines that are so many seconds ahead of the wall, `each` in one batch. */
  const write = (offsets: readonly number[], each = 1, step = 1): void => {
    for (let at = 0; at < offsets.length; at += each) {
      const rows = offsets.slice(at, at + each).map((ahead) => ({ second: now + ahead, line: `${lines++}` }))
      zone.consume(batchOf(rows), 0, rows.length)
      now += step
    }
  }
  return { zone, passed, told, write, now: () => now }
}
const times = (count: number, ahead: number) => Array.from({ length: count }, () => ahead)

describe('ZoneOffset', () => {
  it.each([2 * HOUR, -5.5 * HOUR, 900, -14 * HOUR, 5.75 * HOUR])(
    'learns %d s from 32 lines and sets them right',
    (ahead) => {
      const { passed, told, write } = build()
      write(times(31, ahead))
      expect(passed).toEqual([])
      write(times(10, ahead))
      expect(told).toEqual([ahead])
      expect(passed).toEqual(Array.from({ length: 41 }, (_, i) => ({ second: NOON + i, line: `${i}` })))
    },
  )

  it('sets right the rest of the batch in which it learned', () => {
    const { passed, write } = build()
    write(times(128, 2 * HOUR), 128)
    expect(passed).toEqual(Array.from({ length: 128 }, (_, i) => ({ second: NOON, line: `${i}` })))
  })

  it('does not learn from 31 lines and one that disagrees, and lets all pass in their order', () => {
    const { passed, told, write, zone } = build()
    write([...times(31, HOUR), 0, ...times(31, HOUR), 2 * HOUR])
    expect(told).toEqual([])
    expect(zone.held).toBe(1)
    zone.release()
    expect(passed.map(({ line }) => line)).toEqual(Array.from({ length: 64 }, (_, i) => `${i}`))
    expect(passed[0]!.second).toBe(NOON + HOUR)
    expect(passed.at(-1)!.second).toBe(NOON + 63 + 2 * HOUR)
  })

  it.each([
    ['drifts', Array.from({ length: 500 }, (_, i) => HOUR - 5 * i)],
    ['lies between two quarters', times(200, HOUR + 300)],
    ['is less than a quarter', times(200, 700)],
    ['is more than 14 h', times(200, 14.25 * HOUR)],
  ])('does not learn an offset that %s', (_, offsets) => {
    const { passed, told, write } = build()
    write([...offsets, 0])
    expect(told).toEqual([])
    expect(passed).toHaveLength(offsets.length + 1)
  })

  it('does not learn from old lines that are read from the start, nor when the file is another one', () => {
    const old = build({ isFresh: false })
    old.write(times(1_000, -3 * HOUR), 100, 0)
    expect(old.told).toEqual([])
    expect(old.passed).toHaveLength(1_000)
    const rotated = build()
    rotated.write(times(20, -3 * HOUR))
    rotated.zone.stale()
    rotated.write(times(100, -3 * HOUR))
    expect(rotated.told).toEqual([])
    expect(rotated.passed).toHaveLength(120)
  })

  it('learns anew when summer time ends, and says when the log agrees again', () => {
    const { passed, told, write } = build()
    write([...times(40, 2 * HOUR), ...times(40, HOUR), ...times(40, 0)])
    expect(told).toEqual([2 * HOUR, HOUR, 0])
    expect(passed.map(({ second }) => second - NOON)).toEqual(Array.from({ length: 120 }, (_, i) => i))
  })

  it('keeps refused lines in their place', () => {
    const { passed, write, zone } = build()
    const garbage = new ByteText(Buffer.from('??'))
    write(times(3, HOUR))
    zone.refuse(1, new FileTally('a'), garbage, 0, 2)
    zone.refuse(1, new FileTally('a'), garbage, 0, 2)
    write([HOUR, 0])
    zone.refuse(1, new FileTally('a'), garbage, 0, 2)
    expect(passed.map(({ line }) => line)).toEqual(['0', '1', '2', '2 refused: ??', '3', '4', '1 refused: ??'])
  })

  it('loses no line and changes no order, whatever the offsets and batches', () => {
    const ahead = fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(0, 2 * HOUR, 2 * HOUR + 50, -HOUR) },
      { weight: 1, arbitrary: fc.integer({ min: -20 * HOUR, max: 20 * HOUR }) },
    )
    const blocks = fc.array(fc.tuple(ahead, fc.integer({ min: 1, max: 80 })), { maxLength: 12 })
    fc.assert(
      fc.property(blocks, fc.integer({ min: 1, max: 128 }), (parts, each) => {
        const { passed, write, zone, told } = build()
        const offsets = parts.flatMap(([offset, count]) => times(count, offset))
        write(offsets, each)
        zone.release()
        expect(passed.map(({ line }) => line)).toEqual(offsets.map((_, i) => `${i}`))
        const possible = new Set([0, ...told])
        for (const [i, { second }] of passed.entries()) {
          const wall = NOON + Math.floor(i / each)
          expect(possible.has(wall + offsets[i]! - second)).toBe(true)
        }
        for (const offset of told) expect(Math.abs(offset % 900)).toBe(0)
      }),
      { seed: 12, numRuns: 300 },
    )
  })
})
