import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SITE_STATES, type SiteFrame } from '../domain/site-frame.ts'
import { ATTACK, ATTACKER_BAN, siteFrame, sourceRow } from './fake-site-desk.fixture.ts'
import { publicFrame } from './public-frame.ts'

const octet = fc.integer({ min: 1, max: 254 })
const word = fc.integer({ min: 0x1000, max: 0xffff }).map((value) => value.toString(16))
const quad = fc.tuple(octet, octet).map(([net, host]) => `203.0.${net}.${host}`)
const wide = fc.tuple(word, word).map(([site, subnet]) => `2001:db8:${site}:${subnet}::/64`)
const address = fc.oneof(quad, wide)
/** Words that must not get out, wherever they stand. */
const secret = fc.stringMatching(/^[a-z]{6}$/).map((text) => `canary-${text}`)

const frames: fc.Arbitrary<{ frame: SiteFrame; addresses: string[]; secret: string }> = fc
  .record({
    addresses: fc.uniqueArray(address, { minLength: 1, maxLength: 20 }),
    secret,
    state: fc.constantFrom(...SITE_STATES),
  })
  .map(({ addresses, secret, state }) => {
    const frame = siteFrame(1_772_442_901, 1_772_442_895)
    const [first = ''] = addresses
    const told = `${first} ${secret}`
    return {
      addresses,
      secret,
      frame: {
        ...frame,
        name: `/var/log/${secret}.log`,
        site: { state, text: told, more: told, incident: secret },
        enforcement: { ...frame.enforcement, trouble: told },
        sources: addresses.map((text) => ({ ...sourceRow(text, 2), why: [told] })),
        bans: {
          total: addresses.length,
          rows: addresses.map((text, i) => ({
            ...{ ...ATTACKER_BAN, address: text, reason: told, trouble: told, author: secret, id: secret },
            state: (['in-force', 'observed', 'pending', 'failed'] as const)[i % 4]!,
          })),
        },
        incidents: { open: 1, today: 1, rows: [{ ...ATTACK, subject: first, reason: told, parts: [told] }] },
        troubles: [{ code: secret, message: told, fix: told }],
      },
    }
  })

describe('the frame for everybody', () => {
  it('holds no address in full, and nothing that was said of anybody', () => {
    fc.assert(
      fc.property(frames, ({ frame, addresses, secret }) => {
        const text = JSON.stringify(publicFrame(frame, 'logs.example'))
        for (const one of addresses) expect(text).not.toContain(`"${one}"`)
        for (const one of addresses)
          expect(text).not.toMatch(new RegExp(`${one.replace('/64', '').replaceAll('.', '\\.')}(?!\\d)(?!/24)`))
        expect(text).not.toContain(secret)
        expect(text).not.toContain('canary')
      }),
      { seed: 1, numRuns: 300 },
    )
  })

  it('has only networks of /24 and /48, each once, the busiest first', () => {
    fc.assert(
      fc.property(frames, ({ frame }) => {
        const { sources, bans } = publicFrame(frame, 'logs.example')
        for (const rows of [sources, bans.rows]) {
          const networks = rows.map(({ network }) => network)
          expect(new Set(networks).size).toBe(networks.length)
          for (const network of networks) expect(network).toMatch(/^203\.0\.\d+\.0\/24$|^2001:db8:[0-9a-f]+::\/48$/)
        }
        const sum = (rows: readonly { requests_per_s: number }[]) =>
          rows.reduce((all, row) => all + row.requests_per_s, 0)
        expect(sum(sources)).toBeCloseTo(sum(frame.sources))
        expect(sources.map((row) => row.requests_per_s)).toEqual(
          sources.map((row) => row.requests_per_s).sort((a, b) => b - a),
        )
      }),
      { seed: 1, numRuns: 100 },
    )
  })

  it('adds up sources of one network, and says banned only of what the kernel confirmed', () => {
    const frame = siteFrame(1_772_442_901)
    const view = publicFrame(frame, 'logs.example')
    expect(view.sources).toEqual([
      { network: '203.0.113.0/24', requests_per_s: 414.5, share: 0.97, error_share: expect.closeTo(0.05) },
      { network: '2001:db8:bad::/48', requests_per_s: 1.25, share: 0.02, error_share: 0.05 },
    ])
    expect(view.bans.rows).toEqual([{ network: '203.0.113.0/24', since: ATTACKER_BAN.at, until: ATTACKER_BAN.until }])
    expect(view.bans.total).toBe(frame.enforcement.bans.in_force)
    const forGood = { ...ATTACKER_BAN, address: '203.0.113.1', until: null, at: '2026-03-01T00:00:00.000Z' }
    const more = { ...frame, bans: { total: 2, rows: [ATTACKER_BAN, forGood] } }
    expect(publicFrame(more, 'a').bans.rows).toEqual([{ network: '203.0.113.0/24', since: forGood.at, until: null }])
  })

  it('says the state in words of its own, and not that something is broken', () => {
    const of = (state: SiteFrame['site']['state']) => {
      const frame = siteFrame(1_772_442_901)
      return publicFrame({ ...frame, site: { ...frame.site, state } }, 'a')
    }
    expect([of('down').state, of('blind').state]).toEqual(['trouble', 'trouble'])
    for (const state of SITE_STATES) expect(of(state).text).toMatch(/^[A-Z][a-z ]+\.$/)
  })

  it('leaves out what is no address', () => {
    const frame = siteFrame(1_772_442_901)
    const sources = [sourceRow('<script>', 1), sourceRow('', 1), sourceRow('203.0.113.1', 1, null)]
    expect(publicFrame({ ...frame, sources }, 'a').sources).toMatchObject([{ network: '203.0.113.0/24', share: null }])
  })
})
