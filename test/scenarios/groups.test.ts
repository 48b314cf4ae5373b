import { describe, expect, it } from 'vitest'
import { stage } from './group-rig.ts'

const STAGE = { seed: 1, rate: 20, before: 900, length: 120 }

describe('groups and crowds, through the parser and the windows', () => {
  it.each([
    ['distributed-flood', 'distributed-flood', 30],
    ['distributed-scan', 'distributed-scan', 30],
    ['credential-stuffing', 'credential-stuffing', 15],
  ] as const)('names %s', (attack, kind, within) => {
    const { told, traits } = stage({ ...STAGE, attack: [attack] })
    expect(told.get(kind)?.first).toBeLessThanOrEqual(within)
    expect(traits[0]?.kind).toBe(kind)
  })

  it('adds next to nothing to the evidence against people who all want one page', () => {
    const { traits } = stage({ ...STAGE, attack: ['hot-endpoint'] })
    for (const { nats } of traits) expect(nats).toBeLessThan(3)
  })

  it('names the /48 that one attacker moves through', () => {
    const { told } = stage({ ...STAGE, attack: ['ipv6-rotation'] })
    expect(told.get('source-flood 2001:db8:bad::/48')?.first).toBeLessThanOrEqual(60)
  })

  it('names a crowd, and nothing else', () => {
    const { told, traits, surgeAt } = stage({ ...STAGE, length: 300, benign: ['flash-crowd'] })
    expect([...told.keys()]).toEqual(['flash-crowd'])
    expect(told.get('flash-crowd')!.first).toBeLessThanOrEqual(surgeAt! + 30)
    expect(traits).toEqual([])
  })

  it.each(['method-shift', 'flood', 'scan', 'brute-force', 'backend-failure'])('leaves %s to others', (attack) => {
    expect([...stage({ ...STAGE, attack: [attack] }).told.keys()]).toEqual([])
  })
})
