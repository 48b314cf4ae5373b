import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FileTally } from '../domain/file-tally.ts'
import { RecordBatch } from '../domain/record-batch.ts'
import { BatchQueue } from './batch-queue.ts'
import { type MergeInput, mergeByTime } from './merge.ts'

const START = 1_772_442_900

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
      for (; batch.count < chunk && next < seconds.length; next++) batch.second[batch.count++] = seconds[next]!
      queue.consume(batch, 0, batch.count)
      return true
    },
  }
}

async function merged(inputs: readonly MergeInput[]): Promise<[string, number][]> {
  const seen: [string, number][] = []
  await mergeByTime(inputs, {
    consume(batch, from, to) {
      for (let row = from; row < to; row++) seen.push([batch.tally.name, batch.second[row]!])
    },
  })
  return seen
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
})
