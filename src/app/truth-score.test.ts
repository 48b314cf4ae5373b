import { expect, it } from 'vitest'
import type { EngineEvent } from '../domain/ports.ts'
import type { Truth } from '../simulate/truth.ts'
import { TruthScore } from './truth-score.ts'

const truth: Truth = {
  seed: 1,
  from: 0,
  to: 600_000,
  attackers: [
    { address: '203.0.113.10', kind: 'source-flood', from: 100_000, to: 200_000 },
    { address: '203.0.113.11', kind: 'source-scan', from: 100_000, to: 200_000 },
  ],
  protected: [{ address: '198.51.100.10', reason: 'an office' }],
  incidents: [{ kinds: ['traffic-surge'], from: 100_000, to: 200_000 }],
}
const ban = (address: string, at: number) => ({ type: 'ban', ban: { address, at } }) as EngineEvent
const incident = (id: string, kind: string, firedAt: number, type = 'site') =>
  ({ type: 'incident', incident: { id, kind, firedAt, state: 'firing', subject: { type } } }) as EngineEvent

it('counts what was right, what was wrong and what was missed', () => {
  const score = new TruthScore(truth)
  const events = [
    ban('198.51.100.10', 50_000),
    ban('203.0.113.10', 60_000),
    incident('noise', 'latency', 90_000),
    incident('source', 'source-flood', 103_000, 'address'),
    ban('203.0.113.10', 103_000),
    incident('part', 'latency', 105_000),
    incident('right', 'traffic-surge', 106_000),
    incident('right', 'traffic-surge', 140_000),
    ban('203.0.113.10', 190_000),
    incident('late', 'traffic-drop', 261_000),
  ]
  for (const event of events) score.see(event)
  expect(score.score()).toEqual({
    attackers: 2,
    attackers_banned: 1,
    true_bans: 2,
    false_bans: 2,
    troubles: 1,
    troubles_told: 1,
    stray_incidents: 2,
    seconds_to_ban: 3,
    seconds_to_incident: 6,
    falsely_banned: [
      { address: '198.51.100.10', reason: 'an office' },
      { address: '203.0.113.10', reason: null },
    ],
    missed: ['203.0.113.11'],
  })
})

it('has no medians when nothing was found', () => {
  expect(new TruthScore(truth).score()).toMatchObject({ seconds_to_ban: null, seconds_to_incident: null })
})
