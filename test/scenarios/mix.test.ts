import { describe, expect, it } from 'vitest'
import { Engine } from '../../src/app/engine.ts'
import { MixWatch } from '../../src/brain/detect/mix/mix-watch.ts'
import { defaultConfig } from '../../src/config/defaults.ts'
import { FileTally } from '../../src/domain/file-tally.ts'
import type { Finding } from '../../src/domain/finding.ts'
import { ByteText } from '../../src/domain/record-batch.ts'
import { HOUR, MINUTE } from '../../src/domain/units.ts'
import { LineReader } from '../../src/edge/parse/line-reader.ts'
import { createParser } from '../../src/edge/parse/registry.ts'
import { nginxJsonLine } from '../../src/simulate/nginx-json.ts'
import { Scenario, USUAL_PARTS } from '../../src/simulate/scenario.ts'

const FROM = Date.UTC(2026, 2, 2, 8)
const START = FROM + 40 * MINUTE
const END = START + 5 * MINUTE

interface Play {
  readonly rate: number
  readonly seed: number
  readonly length: number
  readonly extra?: string
  readonly attack?: string
}

/** What the mix says of a simulated log of which nobody is banned. */
function findingsOf({ rate, seed, length, extra, attack }: Play): Finding[] {
  const watch = new MixWatch()
  const findings: Finding[] = []
  const engine = new Engine({
    config: {
      ...defaultConfig,
      classic: { ...defaultConfig.classic, z: 1e9, multiplier: 1e9, strict_z: 1e9, strict_multiplier: 1e9 },
    },
    ownAddresses: [],
    seed: 0,
    events: { emit() {} },
    onProtected() {},
    onDetectorFailure(detector, error) {
      throw new Error(`${detector} failed`, { cause: error })
    },
    onlooker: {
      records() {},
      tick: (tick) => void findings.push(...watch.see(tick, (tick.second + 1) * 1_000, true)),
    },
  })
  const benign = extra === undefined ? USUAL_PARTS : [...USUAL_PARTS, extra]
  const attacks = attack === undefined ? [] : [attack]
  const scenario = new Scenario({ seed, rate, benign, attack: attacks, from: FROM, length, start: START, end: END })
  const reader = new LineReader({ parser: createParser('json'), tally: new FileTally('log'), sink: engine })
  for (const requests of scenario.seconds()) {
    if (requests.length === 0) continue
    const text = Buffer.from(requests.map(nginxJsonLine).join(''))
    reader.read(new ByteText(text), 0, text.length)
  }
  engine.finish()
  return findings
}

describe('the mix', () => {
  it.each([
    { rate: 3, seed: 61, length: 4 * HOUR },
    { rate: 3, seed: 62, length: 4 * HOUR, extra: 'nextcloud' },
    { rate: 40, seed: 63, length: HOUR },
  ])(
    'says nothing of partners, galleries, uploads and offices: %o',
    (play) => {
      expect(findingsOf(play)).toEqual([])
    },
    60_000,
  )

  it.each([
    { rate: 3, seed: 64, attack: 'method-shift', kind: 'method-mix' },
    { rate: 40, seed: 65, attack: 'method-shift', kind: 'method-mix' },
    { rate: 3, seed: 66, attack: 'hot-endpoint', kind: 'endpoint-share' },
  ])(
    'tells within 90 s, and only while it lasts: %o',
    ({ kind, ...play }) => {
      const found = findingsOf({ ...play, length: 50 * MINUTE })
      expect(found.filter(({ at }) => at < START || at > END + 70_000)).toEqual([])
      const first = found.find((finding) => finding.kind === kind)
      expect(first?.at).toBeLessThan(START + 90_000)
    },
    60_000,
  )
})
