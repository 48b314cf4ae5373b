import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { FileTally } from '../../src/domain/file-tally.ts'
import { ByteText } from '../../src/domain/record-batch.ts'
import { LineReader } from '../../src/edge/parse/line-reader.ts'
import { createParser } from '../../src/edge/parse/registry.ts'
import { formatSource } from '../../src/lib/ip-address.ts'
import { parseTruth, truthText } from '../../src/simulate/truth.ts'
import { Log } from './log.ts'
import type { Scenario } from './scenario.ts'
import { scenarios } from './scenarios.ts'

/** Requests by source, and a fingerprint of the text. */
function read({ start, hours, build }: Scenario, seed: number) {
  const log = new Log(seed, start, hours)
  build(log)
  const requests = new Map<string, number[]>()
  let valid = 0
  const reader = new LineReader({
    parser: createParser('combined'),
    tally: new FileTally('log'),
    sink: {
      consume(batch, from, to) {
        valid += to - from
        for (let row = from; row < to; row++) {
          const name = formatSource(batch.flags[row]! & 1 ? 6 : 4, batch.keyHigh[row]!, batch.keyLow[row]!)
          const times = requests.get(name) ?? []
          times.push(batch.second[row]! * 1_000)
          requests.set(name, times)
        }
      },
    },
  })
  const hash = createHash('sha256')
  for (const text of log.seconds()) {
    hash.update(text)
    const bytes = Buffer.from(text)
    reader.read(new ByteText(bytes), 0, bytes.length)
  }
  return { log, valid, requests, print: hash.digest('hex') }
}

/** Some of each kind: the runner checks all. */
const some = scenarios.filter(({ hours, name }) => hours > 20 || /^(cold|school|a scan|web)/.test(name))

describe.each(some)('$name', (scenario) => {
  const { log, valid, requests, print } = read(scenario, 1)
  const truth = log.truth()

  it('is a readable log of 1 to 24 hours and 300,000 lines at most, the same for the same seed only', () => {
    expect(scenario.hours).toBeGreaterThanOrEqual(1)
    expect(scenario.hours).toBeLessThanOrEqual(24)
    expect(log.lines).toBeLessThanOrEqual(300_000)
    expect(valid).toBe(log.lines)
    if (log.lines < 25_000) {
      expect(read(scenario, 1).print).toBe(print)
      expect(read(scenario, 2).print).not.toBe(print)
    }
  })

  it('names attackers that are there while they attack, and honest ones that are no attackers', () => {
    for (const { address, from, to } of truth.attackers) {
      const times = requests.get(address) ?? []
      expect(times.some((at) => at >= from - 1_000 && at < to)).toBe(true)
      expect(times.every((at) => at >= from - 1_000)).toBe(true)
    }
    const attackers = new Set(truth.attackers.map(({ address }) => address))
    for (const { address } of truth.protected) {
      expect(requests.has(address)).toBe(true)
      expect(attackers.has(address)).toBe(false)
    }
    expect(parseTruth(truthText(truth), 'truth')).toEqual(truth)
  })
})
