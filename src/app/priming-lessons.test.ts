import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { classicConfig } from '../config/defaults.ts'
import type { Lesson } from './engine-options.ts'
import { lines, NOW, startsOf, writeLog } from './priming.fixture.ts'
import type { Learned, PrimingMessage } from './priming-job.ts'
import { readLessons } from './priming-lessons.ts'

const MINUTE = 60_000
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-lessons-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Reads what is to be learned of x.log; `aLook`: milliseconds that pass from one look at the time to the next. */
async function read({ aLook = 0, limit = 1_000, span = 40 * MINUTE } = {}) {
  const path = join(folder, 'x.log')
  const job = { config: classicConfig, ownAddresses: [], logs: [{ path, format: 'auto' }], starts: startsOf(path) }
  const messages: PrimingMessage[] = []
  let time = 0
  const stopwatch = () => {
    time += aLook
    return time
  }
  await readLessons(
    { ...job, span, limit },
    () => NOW,
    (message) => messages.push(message),
    stopwatch,
  )
  const last = messages.at(-1)! as { type: 'learned'; learned: Learned }
  const lessons = messages.flatMap((message) => (message.type === 'lessons' ? message.lessons : []))
  return { messages, learned: last.learned, lessons, kept: lessons.slice(lessons.lastIndexOf(null) + 1) }
}
const secondsOf = (lessons: readonly Lesson[]) => lessons.map((lesson) => lesson!.tick.second)
const write = (name: string, from: number, to: number) =>
  writeLog(join(folder, name), lines(NOW - from * MINUTE, NOW - to * MINUTE))

describe('readLessons', () => {
  it('posts each second once, in order, some to a message, and says at last what it learned', async () => {
    write('x.log.1', 60, 20)
    write('x.log', 20, 0)
    const { messages, learned, kept } = await read()
    // The second before the first line is sealed too, the last two are open.
    const first = NOW / 1_000 - 2_402
    expect(secondsOf(kept)).toEqual(Array.from({ length: 2_400 }, (_, i) => first + i))
    expect(messages.length).toBeLessThan(60)
    expect(learned).toMatchObject({ lines: 2_401, leftOut: [], to: NOW - 1_000 })
    expect(learned.files.map((file) => file.slice(folder.length + 1))).toEqual(['x.log', 'x.log.1'])
  })

  it('begins anew behind a packed file that is damaged', async () => {
    write('x.log.2.gz', 60, 30)
    write('x.log.1', 30, 20)
    write('x.log', 20, 0)
    const packed = join(folder, 'x.log.2.gz')
    writeFileSync(packed, readFileSync(packed).subarray(0, -200))
    const { learned, kept } = await read()
    expect(learned.lines).toBe(1_800)
    expect(kept[0]!.tick.second).toBe(NOW / 1_000 - 1_801)
    expect(learned.leftOut).toHaveLength(1)
    expect(learned.leftOut[0]).toContain('damaged or cut off')
    expect(learned.leftOut[0]).toContain(packed)
  })

  it('leaves out the oldest when there is not time for all of it', async () => {
    // 10 s of work at this speed.
    write('x.log', 600, 0)
    const { messages, learned, kept } = await read({ aLook: 250, limit: 4_000, span: 600 * MINUTE })
    expect(messages.some(({ type }) => type === 'progress')).toBe(true)
    expect(learned.leftOut).toHaveLength(1)
    expect(learned.leftOut[0]).toMatch(/^what is older than \d+ min: there is too much for the time$/)
    expect(kept.at(-1)!.tick.second, 'the newest is there').toBe(NOW / 1_000 - 3)
    expect(kept.length).toBeGreaterThan(600)
    expect(kept.length).toBeLessThan(36_000 / 2)
  })

  it('learns nothing when there is hardly any time', async () => {
    write('x.log', 600, 0)
    const { learned, kept } = await read({ aLook: 250, limit: 10, span: 600 * MINUTE })
    expect(kept).toEqual([])
    expect(learned).toEqual({
      ...{ lines: 0, from: null, to: null, files: [] },
      leftOut: ['all: there is too much for 0.01 s'],
    })
  })

  it('forgets what was before a clock was set back, as a live engine does', async () => {
    const path = join(folder, 'x.log')
    writeLog(path, lines(NOW - 20 * MINUTE, NOW) + lines(NOW - 180 * MINUTE, NOW - 170 * MINUTE))
    const { lessons } = await read()
    expect(lessons.filter((lesson) => lesson === null)).toHaveLength(1)
    expect(lessons.at(-1)!.tick.second).toBeLessThan(NOW / 1_000 - 170 * 60)
  })
})
