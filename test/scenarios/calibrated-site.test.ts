import { describe, expect, it } from 'vitest'
import { siteMetrics } from '../../src/app/calibrated-site.ts'
import { Engine } from '../../src/app/engine.ts'
import type { SiteFinding } from '../../src/brain/detect/site/site-metrics.ts'
import { defaultConfig } from '../../src/config/defaults.ts'
import { FileTally } from '../../src/domain/file-tally.ts'
import { ByteText } from '../../src/domain/record-batch.ts'
import { HOUR, MINUTE } from '../../src/domain/units.ts'
import { LineReader } from '../../src/edge/parse/line-reader.ts'
import { createParser } from '../../src/edge/parse/registry.ts'
import { nginxJsonLine } from '../../src/simulate/nginx-json.ts'
import { Scenario } from '../../src/simulate/scenario.ts'

const START = Date.UTC(2026, 2, 2, 6, 30)

/** What fires in a simulated log, with the seconds since `start`. */
function play(options: { rate: number; length: number; seed: number; attack?: string; start?: number }) {
  const { attack, start = options.length } = options
  const scenario = new Scenario({
    ...options,
    from: START,
    attack: attack === undefined ? [] : [attack],
    start: START + start,
    end: START + Math.min(options.length, start + MINUTE),
  })
  const site = siteMetrics({ maxFalsePerWeek: 1 })
  const told: (SiteFinding & { readonly after: number })[] = []
  const engine = new Engine({
    config: defaultConfig,
    ownAddresses: [],
    seed: 0,
    events: { emit() {} },
    onProtected() {},
    onDetectorFailure(_, error) {
      throw error
    },
    onlooker: {
      tick(tick) {
        const at = (tick.second + 2) * 1_000
        const after = tick.second - (START + start) / 1_000 + 1
        for (const one of site.see(tick, at, { learns: true, knownShareIntact: false })) told.push({ ...one, after })
      },
      records() {},
    },
  })
  const reader = new LineReader({ parser: createParser('json'), tally: new FileTally('log'), sink: engine })
  for (const requests of scenario.seconds()) {
    const text = requests.map(nginxJsonLine).join('')
    if (text !== '') reader.read(new ByteText(Buffer.from(text)), 0, Buffer.byteLength(text))
  }
  engine.finish()
  return { told, site }
}

describe('the metrics of the site, on simulated logs', () => {
  it.each([
    { rate: 3, length: 2 * HOUR, seed: 1 },
    { rate: 40, length: 50 * MINUTE, seed: 2 },
  ])(
    'say nothing of an office, a gallery, a partner and a phone from the first second on, at $rate requests a second',
    (site) => {
      expect(play(site).told.map(({ finding }) => finding.evidence.text)).toEqual([])
    },
  )

  it.each([
    { attack: 'distributed-flood', kind: 'traffic-surge', within: 3 },
    { attack: 'distributed-scan', kind: 'not-found', within: 10 },
    { attack: 'backend-failure', kind: 'server-errors', within: 10 },
    { attack: 'latency', kind: 'latency', within: 10 },
    { attack: 'big-downloads', kind: 'bandwidth-surge', within: 10 },
    { attack: 'silence', kind: 'traffic-drop', within: 30 },
  ])('tell of $attack within $within s', ({ attack, kind, within }) => {
    const { told } = play({ rate: 20, length: 32 * MINUTE, seed: 3, attack, start: 30 * MINUTE })
    expect(Math.min(...told.map(({ after }) => after))).toBeGreaterThan(0)
    const first = told.find(({ finding }) => finding.kind === kind)
    expect(first?.after).toBeLessThanOrEqual(within)
  })
})
