import { describe, expect, it } from 'vitest'
import type { IncidentKind, Subject } from '../../src/domain/finding.ts'
import type { EngineEvent } from '../../src/domain/ports.ts'
import { SECOND } from '../../src/domain/units.ts'
import { type Facts, judge } from './judge.ts'

const ATTACKER = '203.0.113.10'
const START = 100 * SECOND
const END = 200 * SECOND

/** One address floods with 100 requests a second from second 100 to 200. */
const FLOOD: Facts = {
  promised: { by: 'ban', within: 2, from: 'excess', sizes: ['small'] },
  start: START,
  end: END,
  to: 300 * SECOND,
  attackers: [{ address: ATTACKER, kind: 'source-flood', from: START, to: END - SECOND }],
  honest: [{ address: '198.51.100.10', reason: 'an office', users: 300 }],
  troubles: [{ kinds: ['traffic-surge', 'source-flood'], from: START, to: END }],
  sent: new Map([[ATTACKER, Array.from({ length: 10_000 }, (_, i) => START + i * 10)]]),
  benignRequests: 1_000,
}

function ban(address: string, at: number, seconds = 600, kind: IncidentKind = 'source-flood'): EngineEvent {
  return { type: 'ban', ban: { address, at, kind, until: at + seconds * SECOND } } as EngineEvent
}

function incident(kind: IncidentKind, from: number, to: number | null, address?: string): EngineEvent[] {
  const subject: Subject = address === undefined ? { type: 'site' } : { type: 'address', address }
  const base = { id: `${kind}/${from}`, kind, subject, since: from }
  const fired = { type: 'incident', incident: { ...base, state: 'firing', firedAt: from } } as EngineEvent
  if (to === null) return [fired]
  return [fired, { type: 'incident', incident: { ...base, state: 'resolved', resolvedAt: to } } as EngineEvent]
}

describe('a ban', () => {
  it('in time stops the attack', () => {
    const outcome = judge([ban(ATTACKER, START + 1_500)], FLOOD)
    expect(outcome).toMatchObject({
      inTime: true,
      banAfter: [1.5],
      banAfterExcess: [1.5],
      requests: 10_000,
      letThrough: 150,
      named: 'source-flood',
      falseBans: [],
    })
    expect(outcome.coverage).toBeCloseTo(0.98, 5)
  })

  it('that comes late, or not at all, is not in time', () => {
    expect(judge([ban(ATTACKER, START + 2_500)], FLOOD).inTime).toBe(false)
    expect(judge([], FLOOD)).toMatchObject({ inTime: false, letThrough: 10_000, coverage: 0, named: null })
  })

  it('that ends lets the attacker in again', () => {
    const bans = [ban(ATTACKER, START, 10), ban(ATTACKER, START + 20 * SECOND)]
    expect(judge(bans, FLOOD)).toMatchObject({ letThrough: 1_000, coverage: 0.9 })
  })

  it('before the attack is none of the attacker', () => {
    expect(judge([ban(ATTACKER, START - 1, 1)], FLOOD)).toMatchObject({ inTime: false, banAfter: [] })
  })

  it('of an honest source is a mistake, each time', () => {
    const bans = [ban('198.51.100.10', 1), ban('198.51.100.10', 2), ban('198.18.0.1', 3)]
    expect(judge(bans, FLOOD).falseBans).toEqual([
      { address: '198.51.100.10', reason: 'an office', users: 300 },
      { address: '198.51.100.10', reason: 'an office', users: 300 },
      { address: '198.18.0.1', reason: 'a visitor', users: 1 },
    ])
  })

  it('of one who took part with too little to be named is neither right nor a mistake', () => {
    const sent = new Map([...FLOOD.sent, ['203.0.113.99', [START]]])
    expect(judge([ban('203.0.113.99', START)], { ...FLOOD, sent })).toMatchObject({ inTime: false, falseBans: [] })
  })
})

describe('an incident', () => {
  const promised: Facts['promised'] = { by: 'incident', kinds: ['traffic-surge'], within: 10, from: 'start', sizes: [] }
  const facts = { ...FLOOD, promised }

  it('of a right kind covers the attack while it is open, and clears', () => {
    const outcome = judge(incident('traffic-surge', START + 4 * SECOND, END + 30 * SECOND), facts)
    expect(outcome).toMatchObject({ inTime: true, incidentAfter: 4, clearAfter: 30, coverage: 0.96 })
    expect(outcome.named).toBe('traffic-surge')
  })

  it.each([
    ['began before', incident('traffic-surge', START - 1, null)],
    ['is of another kind', incident('latency', START, null)],
    ['is about somebody else', incident('source-flood', START, null, '198.51.100.10')],
  ])('that %s is not right', (_, events) => {
    expect(judge(events, facts)).toMatchObject({ inTime: false, incidentAfter: null, coverage: 0, clearAfter: null })
  })

  it('of a right kind that is not the promised one tells, but not in time', () => {
    const events = incident('source-flood', START + SECOND, null, ATTACKER)
    expect(judge(events, facts)).toMatchObject({ inTime: false, incidentAfter: 1, clearAfter: 100 })
  })

  it('that names the cause gives the trouble its name', () => {
    const events = [
      ban(ATTACKER, START),
      ...incident('latency', START, null),
      ...incident('flash-crowd', START + 9, null),
    ]
    expect(judge(events, facts).named).toBe('flash-crowd')
  })
})
