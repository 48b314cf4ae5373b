import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { defaultConfig } from '../config/defaults.ts'
import { writeLog } from './priming.fixture.ts'
import { attackedSite } from './replay-lab.fixture.ts'
import { watchedFiles } from './replay-lab-files.ts'
import type { ReplayMessage } from './replay-lab-job.ts'
import { playTask } from './replay-lab-play.ts'

it('tells its progress by what it read of the packed file, at most four times a second', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-play-'))
  const path = writeLog(join(folder, 'access.log.gz'), attackedSite(3, 40).join('').repeat(4))
  const inputs = watchedFiles([{ path, format: 'auto' }])
  const messages: ReplayMessage[] = []
  let now = 0
  const play = (step: number) =>
    playTask(
      { config: defaultConfig, format: null, inputs },
      (message) => messages.push(message),
      () => {
        now += step
        return now
      },
    )
  await play(250)
  const progress = messages.filter((message) => message.type === 'progress')
  expect(progress.length).toBeGreaterThan(2)
  const done = progress.map((message) => message.done)
  expect(done).toEqual(done.toSorted((a, b) => a - b))
  expect(new Set(progress.map(({ total }) => total))).toEqual(new Set([inputs[0]!.bytes]))
  expect(done.at(-1)).toBeLessThanOrEqual(inputs[0]!.bytes)
  expect(done[0]).toBeLessThan(inputs[0]!.bytes / 2)
  messages.length = 0
  await play(1)
  expect(messages.filter(({ type }) => type === 'progress')).toEqual([])
  rmSync(folder, { recursive: true })
})
