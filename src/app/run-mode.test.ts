import { beforeEach, describe, expect, it } from 'vitest'
import { defaultConfig } from '../config/defaults.ts'
import type { Config } from '../config/schema.ts'
import type { AuditFacts } from '../domain/audit.ts'
import type { EnforcementMode } from '../domain/enforcement.ts'
import { EnforcerError } from '../domain/errors.ts'
import { FakeFirewall, settle } from '../edge/enforce/fake-firewall.fixture.ts'
import { createEnforcer } from '../edge/enforce/registry.ts'
import { ManualClock } from '../lib/clock.ts'
import { banOf, START } from '../store/ban.fixture.ts'
import { EnforcementDesk } from './enforcement-desk.ts'
import { ModeSwitch } from './run-mode.ts'

const HOST = '203.0.113.7'

let clock: ManualClock
let firewall: FakeFirewall
let config: Config
let audited: AuditFacts[]
let desk: EnforcementDesk
beforeEach(() => {
  clock = new ManualClock(START)
  firewall = new FakeFirewall(clock)
  audited = []
  config = { ...defaultConfig, enforcement: { ...defaultConfig.enforcement, webhook: 'https://gateway.example/t0ken' } }
  const ban = banOf(HOST)
  desk = new EnforcementDesk({
    config,
    clock,
    steady: () => clock.now(),
    bans: () => [ban],
    halted: () => undefined,
    onTrouble() {},
    listener: { inForce() {}, released() {}, refused() {}, evicted() {}, changed() {}, repaired() {} },
    create: (mode, ...rest) => (mode === 'off' ? createEnforcer(mode, ...rest) : firewall),
  })
  desk.start()
})

function modeSwitch(isDemo = false): ModeSwitch {
  return new ModeSwitch({
    config: () => config,
    configured: () => 'off',
    isDemo,
    apply: async (next) => {
      config = next
      return (await desk.reload(next))?.message ?? null
    },
    enforcement: desk,
    record: (facts) => audited.push(facts),
    clock,
  })
}

/** The order is given, and time passes until it is answered. */
async function set(mode: EnforcementMode, on = modeSwitch()) {
  const asked = on.set(mode, 'mara')
  for (let i = 0; i < 60; i++) {
    await settle()
    clock.advance(50)
  }
  return asked
}

describe('the way bans are enforced', () => {
  it('changes while the engine runs, is told as it really is, and goes back', async () => {
    expect(desk.stateOf(HOST)).toBe('observed')
    const on = await set('nftables')
    expect(on).toMatchObject({ outcome: 'changed', enforce: 'nftables', configured: 'off', warning: null })
    expect(on).toMatchObject({ enforcement: { mode: 'nftables', state: 'working' } })
    expect(desk.stateOf(HOST)).toBe('in-force')
    expect(await set('off')).toMatchObject({ enforce: 'off', enforcement: { state: 'observing' }, warning: null })
    expect([...firewall.held.keys()]).toEqual([])
    expect(audited).toEqual([
      { type: 'configuration', changes: [{ option: 'enforce', from: '"off"', to: '"nftables"' }] },
      { type: 'configuration', changes: [{ option: 'enforce', from: '"nftables"', to: '"off"' }] },
    ])
    await set('off')
    expect(audited).toHaveLength(2)
  })

  it('is told to be down when the firewall fails, and says what may be left behind', async () => {
    firewall.isDown = true
    firewall.purge = async () => {
      throw new EnforcerError('all', 'nft: operation not permitted', 'Grant CAP_NET_ADMIN')
    }
    const failed = await set('nftables')
    expect(failed).toMatchObject({ outcome: 'changed', enforcement: { state: 'down' } })
    expect(failed).toMatchObject({
      warning: expect.stringMatching(/^nftables does not work, nothing new is blocked: ./),
    })
    expect(desk.stateOf(HOST)).not.toBe('in-force')
    const back = await set('off')
    expect(back).toMatchObject({
      outcome: 'changed',
      enforcement: { state: 'observing' },
      warning: expect.stringMatching(/^what nftables did may not be removed: .*not permitted/),
    })
  })

  it('is refused without the options that it needs, and in the demo', async () => {
    expect(await set('nginx')).toMatchObject({
      code: 'bad-configuration',
      message: expect.stringContaining('enforcement.deny_file'),
    })
    expect(await set('exec')).toMatchObject({ code: 'bad-configuration' })
    expect(await set('nftables', modeSwitch(true))).toMatchObject({ code: 'not-possible' })
    expect([config.enforce, audited]).toEqual(['off', []])
    expect(await set('webhook')).toMatchObject({ outcome: 'changed', enforce: 'webhook' })
    expect(JSON.stringify(audited)).not.toContain('t0ken')
  })
})
