import { describe, expect, it } from 'vitest'
import { UsageError } from '../domain/errors.ts'
import { parseTruth, type Truth, truthText } from './truth.ts'

const FROM = Date.UTC(2026, 2, 2, 8)
const TRUTH: Truth = {
  seed: 7,
  from: FROM,
  to: FROM + 3_600_000,
  attackers: [
    { address: '203.0.113.10', kind: 'source-flood', from: FROM + 1_500, to: FROM + 2_000 },
    { address: '2001:db8:bad:1::/64', kind: 'source-scan', from: FROM, to: FROM },
  ],
  protected: [
    { address: '198.51.100.10', reason: 'an office', users: 300 },
    { address: '198.51.100.20', reason: 'a crawler' },
  ],
  incidents: [{ kinds: ['traffic-surge', 'flash-crowd'], from: FROM, to: FROM + 1 }],
}

/** The text of TRUTH after a change. */
function changed(change: (file: ReturnType<typeof JSON.parse>) => void): string {
  const file = JSON.parse(truthText(TRUTH))
  change(file)
  return JSON.stringify(file)
}

describe('a truth file', () => {
  it('is read as it was written', () => {
    expect(parseTruth(truthText(TRUTH), 'a')).toEqual(TRUTH)
    expect(JSON.parse(truthText(TRUTH)).attackers[0].from).toBe('2026-03-02T08:00:01.500Z')
  })

  it('may hold more, and addresses that are not canonical', () => {
    const text = changed((file) => {
      file.more = 1
      file.protected[0].more = 1
      file.attackers[1].address = '2001:DB8:bad:1::17'
    })
    expect(parseTruth(text, 'a')).toEqual(TRUTH)
  })

  it.each([
    ['', 'it is not JSON'],
    ['[]', 'its content is not an object'],
    ['{}', 'its version is undefined, not 1'],
    [changed((file) => (file.version = 2)), 'its version is 2, not 1'],
    [changed((file) => (file.seed = 'x')), 'seed is not a whole number'],
    [changed((file) => (file.from = '2026-03-02')), 'the log has no "from" and "to"'],
    [changed((file) => (file.attackers = {})), 'attackers is not a list'],
    [changed((file) => (file.attackers[1].address = '203.0.113.0/24')), 'attackers[1].address is not an IP address'],
    [changed((file) => (file.attackers[1].address = '203.0.113.1/64')), 'attackers[1].address is not an IP address'],
    [changed((file) => (file.attackers[0].kind = 'rain')), 'attackers[0] has the kind "rain"'],
    [changed((file) => (file.attackers[0].to = '2026-03-02T08:00:00Z')), 'attackers[0] has no "from" and "to"'],
    [changed((file) => (file.protected[0] = null)), 'protected[0] is not an object'],
    [changed((file) => delete file.protected[0].reason), 'protected[0] has no reason'],
    [changed((file) => (file.protected[0].users = 0)), 'protected[0].users is not a whole number above 0'],
    [changed((file) => (file.incidents[0].kinds = [])), 'incidents[0] names no kind'],
    [changed((file) => (file.incidents[0].kinds = 'x')), 'incidents[0].kinds is not a list'],
  ])('is refused: %s', (text, fault) => {
    expect(() => parseTruth(text, 'a.json')).toThrow(UsageError)
    expect(() => parseTruth(text, 'a.json')).toThrow(`a.json is not a truth file: ${fault}`)
  })
})
