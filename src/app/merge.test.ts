import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FileTally } from '../domain/file-tally.ts'
import { RecordBatch } from '../domain/record-batch.ts'
import { BatchQueue } from './batch-queue.ts'
import { type MergeInput, mergeByTime } from './merge.ts'

const START = 1_772_442_900

/** Stands for a line that cannot be read. */
const REFUSED = -1

/** A series that hands over `seconds` in chunks of the given sizes. */
function series(name: string, seconds: readonly number[], chunk: number): MergeInput {
  const queue = new BatchQueue()
  const tally = new FileTally(name)
  let next = 0
  return {
    queue,
    fill() {
      if (next >= seconds.length) return false
      const batch = new RecordBatch()
      batch.tally = tally
      const handOver = () => {
        if (batch.count > 0) queue.consume(batch, 0, batch.count)
        batch.count = 0
      }
      for (const end = Math.min(next + chunk, seconds.length); next < end; next++) {
        if (seconds[next] !== REFUSED) batch.second[batch.count++] = seconds[next]!
        else {
          handOver()
          queue.refuse(1, tally, batch.text, 0, 0)
          if (next % 3 === 0) queue.expectLate(10)
        }
      }
      handOver()
      return true
    },
  }
}

async function merged(inputs: readonly MergeInput[]): Promise<[string, number][]> {
  const seen: [string, number][] = []
  let records: number | null = null
  await mergeByTime(inputs, {
    consume(batch, from, to) {
      for (let row = from; row < to; row++) seen.push([batch.tally.name, batch.second[row]!])
    },
    refuse(lines, file) {
      for (let line = 0; line < lines; line++) seen.push([file.name, REFUSED])
    },
    expectLate(lateness) {
      expect(lateness).toBe(10)
      records ??= seen.filter(([, second]) => second !== REFUSED).length
    },
  })
  // Behind so many records lines were said to come late.
  return records === null ? seen : [...seen, ['late', records]]
}

describe('mergeByTime', () => {
  it('merges by time, ties by the order of the arguments, as a stable sort would', async () => {
    const times = fc
      .array(fc.integer({ min: START, max: START + 40 }), { maxLength: 60 })
      .map((list) => list.sort((a, b) => a - b))
    await fc.assert(
      fc.asyncProperty(
        fc.array(times, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 20 }),
        async (lists, chunk) => {
          const got = await merged(lists.map((list, index) => series(`${index}`, list, chunk)))
          const wanted = lists.flatMap((list, index) => list.map((second): [string, number] => [`${index}`, second]))
          expect(got).toEqual(wanted.sort((a, b) => a[1] - b[1]))
        },
      ),
      { seed: 7, numRuns: 300 },
    )
  })

  it('keeps the order within a series, and loses and doubles nothing, when times are in disorder', async () => {
    const times = fc.array(fc.integer({ min: START - 5_000, max: START + 5_000 }), { maxLength: 60 })
    await fc.assert(
      fc.asyncProperty(
        fc.array(times, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 20 }),
        async (lists, chunk) => {
          const got = await merged(lists.map((list, index) => series(`${index}`, list, chunk)))
          for (const [index, list] of lists.entries()) {
            expect(got.filter(([name]) => name === `${index}`).map(([, second]) => second)).toEqual(list)
          }
        },
      ),
      { seed: 8, numRuns: 300 },
    )
  })

  it('does not let one line from the far future hold back the rest of its file', async () => {
    const broken = [START, START + 86_400, START + 1, START + 2, START + 3]
    const got = await merged([
      series('broken', broken, 5),
      series('sound', [START, START + 1, START + 2, START + 3], 4),
    ])
    const order = got.filter(([, second]) => second < START + 10).map(([, second]) => second)
    expect(order).toEqual([...order].sort((a, b) => a - b))
  })

  it('passes refused lines on right behind the record before them, whatever the chunks', async () => {
    const list = fc.array(fc.oneof(fc.constant(REFUSED), fc.integer({ min: START, max: START + 40 })), {
      maxLength: 40,
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(list, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 1, max: 9 }),
        async (lists, chunk) => {
          const inputs = (size: number) => lists.map((seconds, index) => series(`${index}`, sorted(seconds), size))
          const got = await merged(inputs(chunk))
          expect(got).toEqual(await merged(inputs(100)))
          const refused = lists.flat().filter((second) => second === REFUSED)
          expect(got.filter(([, second]) => second === REFUSED)).toHaveLength(refused.length)
        },
      ),
      { seed: 14, numRuns: 200 },
    )
  })
})

/** Readable seconds ascend; refused lines keep their places. */
function sorted(seconds: readonly number[]): number[] {
  const readable = seconds.filter((second) => second !== REFUSED).sort((a, b) => b - a)
  return seconds.map((second) => (second === REFUSED ? REFUSED : readable.pop()!))
}
