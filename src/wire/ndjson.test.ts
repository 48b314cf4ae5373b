import { describe, expect, it } from 'vitest'
import { ban, firing, resolved } from './event.fixture.ts'
import { eventLine } from './ndjson.ts'

const REASON = '"reason":"301 requests in 1 s; the ceiling for one source is 300 in 1 s."'
const NUMBERS = '"observed":301,"expected":null'

describe('eventLine', () => {
  it('writes a ban', () => {
    expect(eventLine({ type: 'ban', ban })).toBe(
      `{"type":"ban","at":"2026-03-02T09:15:01.700Z","address":"2001:db8:bad:1::/64","duration_s":600,"offence":1,"kind":"source-flood","detector":"ceiling","incident":"ba9876543210",${NUMBERS},"limit":300,"unit":"requests","window_s":1,${REASON}}`,
    )
  })

  it('writes a permanent ban and a known expectation', () => {
    const permanent = { ...ban, duration: null, until: null, evidence: { ...ban.evidence, expected: 3.1 } }
    expect(JSON.parse(eventLine({ type: 'ban', ban: permanent }))).toMatchObject({ duration_s: null, expected: 3.1 })
  })

  it('says what each piece of evidence counted, in hundredths', () => {
    const parts = [{ name: 'rate', observed: 412, expected: 79.6042, unit: 'requests', nats: 31.4159 }]
    const weighed = { ...ban.evidence, nats: 31.4159, needed: 13.8155, parts }
    const told = {
      nats: 31.42,
      needed: 13.82,
      evidence: [{ name: 'rate', observed: 412, expected: 79.6, unit: 'requests', nats: 31.42 }],
    }
    expect(JSON.parse(eventLine({ type: 'ban', ban: { ...ban, evidence: weighed } }))).toMatchObject(told)
    expect(JSON.parse(eventLine({ type: 'incident', incident: { ...firing, peak: weighed } }))).toMatchObject(told)
  })

  it('writes an unban', () => {
    expect(eventLine({ type: 'unban', lift: { ban, at: ban.until!, cause: 'expired' } })).toBe(
      '{"type":"unban","at":"2026-03-02T09:25:01.700Z","address":"2001:db8:bad:1::/64","cause":"expired"}',
    )
  })

  it('writes an incident, dated at the change', () => {
    const rest = `"kind":"source-flood","subject":"2001:db8:bad:1::/64","severity":3,${NUMBERS},"unit":"requests","window_s":1,${REASON},"parts":["ceiling"]}`
    expect(eventLine({ type: 'incident', incident: firing })).toBe(
      `{"type":"incident","at":"2026-03-02T09:15:01.700Z","id":"ba9876543210","state":"firing",${rest}`,
    )
    expect(eventLine({ type: 'incident', incident: resolved })).toBe(
      `{"type":"incident","at":"2026-03-02T09:16:01.700Z","id":"ba9876543210","state":"resolved",${rest}`,
    )
  })
})
