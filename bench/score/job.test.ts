import { expect, it } from 'vitest'
import type { BatchSink } from '../../src/domain/ports.ts'
import { MINUTE, SECOND } from '../../src/domain/units.ts'
import { nginxJsonLine } from '../../src/simulate/nginx-json.ts'
import type { Request } from '../../src/simulate/request.ts'
import { Scenario } from '../../src/simulate/scenario.ts'
import { CASES, SIZES } from './cases.ts'
import { type CaseResult, type Result, work } from './job.ts'
import { Player } from './player.ts'
import { CONTENDERS } from './profiles.ts'
import { RecordedLog } from './recorded-log.ts'
import { beginning, visitors } from './site.ts'

const SEED = 1_003

it('plays what is recorded and what comes beside as one log', () => {
  const from = beginning(SEED)
  const options = { seed: SEED, from, length: 4 * MINUTE, rate: 40, start: from + MINUTE, end: from + 3 * MINUTE }
  const benign = visitors(SEED)
  const together = [...new Scenario({ ...options, benign, attack: ['flood'] }).seconds()].flat().map(nginxJsonLine)
  const log = new RecordedLog(new Scenario({ ...options, benign }))
  const attack = new Scenario({ ...options, benign: [], attack: ['flood'] }).seconds()
  const lines: string[] = []
  const sink: BatchSink = {
    consume({ text, lineStart, lineEnd }, first, end) {
      for (let row = first; row < end; row++)
        lines.push(`${text.bytes.toString('utf8', lineStart[row]!, lineEnd[row]!)}\n`)
    },
  }
  const player = new Player([], sink)
  for (const [i, second] of log.seconds.entries())
    player.second(second, from + i * SECOND, attack.next().value as readonly Request[])
  player.finish()
  expect(lines).toHaveLength(together.length)
  expect(lines).toEqual(together)
})

it('gives one result for each case and contender, the same each time', () => {
  const results = () => {
    const told: Result[] = []
    const only = ['flood, log just begun', 'brute-force, log just begun']
    work({ type: 'cases', size: 'small', seed: SEED, withLong: false, only }, (result) => told.push(result))
    return told as CaseResult[]
  }
  const first = results()
  expect(first).toHaveLength(2 * CONTENDERS.length)
  expect(first[0]).toMatchObject({ name: 'flood, log just begun', size: 'small', outcome: { attackers: 1 } })
  expect(first[0]!.outcome.benignRequests).toBeGreaterThan(500)
  expect(first).toEqual(results())
})

it('tells incidents of a log in which nothing happens as strays', () => {
  const told: Result[] = []
  work({ type: 'clean', size: 'small', seed: SEED, length: 1_800 }, (result) => told.push(result))
  expect(told).toHaveLength(CONTENDERS.length)
  const classic = told.find(({ contender }) => contender === 'classic')!
  expect(classic).toMatchObject({ type: 'clean', length: 1_800, falseBans: [] })
  expect(Object.keys(classic.type === 'clean' ? classic.strays : {})).not.toEqual([])
})

it('knows parts and sizes by names that there are', () => {
  for (const { crowd, attack } of CASES)
    expect(
      () => new Scenario({ seed: 1, from: 0, length: 1, rate: 1, start: 0, end: 0, benign: crowd, attack }),
    ).not.toThrow()
  expect(new Set(CASES.map(({ name }) => name)).size).toBe(CASES.length)
  expect(SIZES.map(({ rate }) => rate)).toEqual([3, 40, 1_000])
})
