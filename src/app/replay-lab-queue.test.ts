import { beforeEach, describe, expect, it } from 'vitest'
import { defaultConfig } from '../config/defaults.ts'
import type { ReplayJob } from '../domain/replay-lab.ts'
import { ManualClock } from '../lib/clock.ts'
import type { ReplayMessage } from './replay-lab-job.ts'
import { ReplayQueue } from './replay-lab-queue.ts'

const TASK = { config: defaultConfig, format: null, inputs: [] }
const ORDER = { author: 'mara', files: ['a'], profile: 'calibrated', options: {} } as const
const COST = {
  ...{ requests: 1, sources: 1, from: null, to: null, bans: 0, incidents: 0, prevented: 0, prevented_ok: 0 },
  ...{ refused_lines: 0, elapsed: 1 },
}

interface FakeThread {
  say(message: ReplayMessage): void
  /** It ends: by itself, or of something. */
  end(error?: Error): Promise<void>
  stopped: boolean
}

let clock: ManualClock
let threads: FakeThread[]
let queue: ReplayQueue
beforeEach(() => {
  clock = new ManualClock(Date.UTC(2026, 2, 2))
  threads = []
  queue = new ReplayQueue(clock, (_, hear) => {
    let settle: (error?: Error) => void = () => {}
    const ended = new Promise<void>((resolve, reject) => {
      settle = (error) => (error === undefined ? resolve() : reject(error))
    })
    const thread: FakeThread = {
      say: hear,
      end: async (error) => {
        settle(error)
        for (let turn = 0; turn < 10; turn++) await null
      },
      stopped: false,
    }
    threads.push(thread)
    return {
      ended,
      stop() {
        thread.stopped = true
        settle()
      },
    }
  })
})
const order = () => queue.add(ORDER, TASK) as ReplayJob
const states = () => queue.jobs().map(({ state }) => state)
const turns = async () => {
  for (let turn = 0; turn < 10; turn++) await null
}

describe('the queue of replays', () => {
  it('runs one at a time, in the order in which they came, and lets five wait', async () => {
    const jobs = Array.from({ length: 6 }, order)
    expect(new Set(jobs.map(({ id }) => id)).size).toBe(6)
    expect(queue.add(ORDER, TASK)).toMatchObject({ code: 'too-many-replays' })
    expect(threads).toHaveLength(1)
    threads[0]!.say({ type: 'done', cost: COST, notes: [] })
    expect([threads[0]!.stopped, threads.length]).toEqual([true, 1])
    await turns()
    expect(states()).toEqual(['waiting', 'waiting', 'waiting', 'waiting', 'running', 'done'])
    expect(queue.cancel(jobs[2]!.id)).toBe(true)
    expect(queue.cancel(jobs[1]!.id)).toBe(true)
    await turns()
    expect(states()).toEqual(['waiting', 'waiting', 'running', 'cancelled', 'cancelled', 'done'])
  })

  it('tells how far a job is, which never goes back, and nothing of it when it is over', async () => {
    const { id } = order()
    const progress = (done: number) => {
      threads[0]!.say({ type: 'progress', done, total: 10 })
      return queue.jobs()[0]!.progress
    }
    expect([progress(5), progress(3), progress(12)]).toEqual([0.5, 0.5, 1])
    queue.cancel(id)
    threads[0]!.say({ type: 'done', cost: COST, notes: [] })
    expect(queue.jobs()[0]).toMatchObject({ state: 'cancelled', result: null })
  })

  it('survives a thread that dies, ends too early, takes too long or cannot be had', async () => {
    for (let i = 0; i < 3; i++) order()
    await threads[0]!.end(new Error('out of\nmemory'))
    await threads[1]!.end()
    clock.advance(3_600_000)
    expect(threads[2]!.stopped).toBe(true)
    const [late, early, dead] = queue.jobs()
    expect(dead).toMatchObject({ state: 'failed', trouble: expect.stringContaining('failed: out of\\x0amemory') })
    expect(early!.trouble).toContain('ended too early')
    expect(late!.trouble).toContain('longer than an hour')
    const none = new ReplayQueue(clock, () => {
      throw new Error('no threads left')
    })
    none.add(ORDER, TASK)
    expect(none.jobs()[0]).toMatchObject({ state: 'failed', trouble: expect.stringContaining('no threads left') })
  })

  it('remembers the last twenty, and always those that are not over', async () => {
    const first = order()
    for (let i = 0; i < 40; i++) queue.cancel(order().id)
    expect(queue.jobs()).toHaveLength(20)
    expect(queue.jobs().at(-1)).toMatchObject({ id: first.id, state: 'running' })
    await queue.close()
    expect(threads[0]!.stopped).toBe(true)
    expect(queue.add(ORDER, TASK)).toMatchObject({ code: 'too-many-replays' })
  })
})
