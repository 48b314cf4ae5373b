import { describe, expect, it } from 'vitest'
import { defaultConfig } from '../config/defaults.ts'
import { FedEngine, flood, type Sent, visitors } from './fed-engine.fixture.ts'

const NETWORK = '198.51.100.0/24'
const ATTACKERS = 40

/** Ten minutes of a site, then forty addresses of one network, one after the other; `honest` come from that network all the time. */
function attacked(honest: (second: number) => readonly Sent[]): FedEngine {
  const fed = new FedEngine({ config: { ...defaultConfig, profile: 'calibrated' } })
  const usual = (second: number) => [...visitors(8)(second), ...honest(second)]
  fed.pass(1_200, usual)
  fed.pass(200, (second) => [
    ...usual(1_200 + second),
    ...(second < 2 * ATTACKERS ? flood(`198.51.100.${1 + (second >> 1)}`, 300) : []).map((one) => ({
      ...one,
      path: '/search',
      referrer: '-',
      agent: 'curl/8',
    })),
  ])
  return fed
}

describe('a ban of a whole /24', () => {
  it('is made when nobody known comes from it', () => {
    const fed = attacked(() => [])
    expect(fed.bans()).toContain(NETWORK)
  })

  it('is not made when its known visitors send more than the brake allows, and single bans go on', () => {
    const fed = attacked((second) =>
      ['/page/1', '/style/1.css', '/style/2.css'].map((path) => ({
        address: `198.51.100.${200 + (second % 8)}`,
        path,
      })),
    )
    expect(fed.bans()).not.toContain(NETWORK)
    expect(fed.bans().filter((address) => address.startsWith('198.51.100.'))).toHaveLength(ATTACKERS)
    expect(fed.engine.brain.policy.sparedBecause(NETWORK)).toMatchObject({ why: 'brake' })
    expect(fed.told('incident').some((event) => event.type === 'incident' && event.incident.kind === 'ban-brake')).toBe(
      false,
    )
  })

  it('is a proxy when most of what is known of the site comes from it', () => {
    const fed = attacked((second) => flood(`198.51.100.${200 + (second % 30)}`, 30))
    expect(fed.bans()).not.toContain(NETWORK)
    expect(fed.engine.brain.policy.sparedBecause(NETWORK)).toMatchObject({ why: 'proxy' })
  })
})
