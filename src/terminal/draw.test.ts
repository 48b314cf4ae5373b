import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anySnapshot, CALM } from '../domain/live-snapshot.fixture.ts'
import type { LiveSnapshot } from '../domain/live-snapshot.ts'
import { draw } from './draw.ts'
import { AT_FIRST, PANELS, type ViewState } from './view-state.ts'

const SGR = /\u001b\[[0-9;]*m/g
/** ASCII and the marks that the view itself draws, all one column wide. */
const NARROW = /^[\x20-\x7e…–±×·°▁▂▃▄▅▆▇█]*$/

function screen(snapshot: LiveSnapshot, columns: number, rows: number, state: Partial<ViewState> = {}): string[] {
  return draw(snapshot, columns, rows, { ...AT_FIRST, ...state }, true).map((line) => line.replace(SGR, ''))
}

const INCIDENT: LiveSnapshot['incidents'][number] = {
  kind: 'traffic-surge',
  subject: 'site',
  since: '09:15:01',
  resolved: null,
  severity: 4,
  observed: 6.4,
  expected: 2,
  unit: 'requests/s',
  why: ['6.4 requests/s; people here send at most 4.'],
}
const BAN = {
  address: '203.0.113.10',
  state: 'observed' as const,
  kind: 'source-flood',
  left: 581_000,
  offence: 2,
  why: ['Would be banned.'],
}

describe('draw', () => {
  it.each([
    [40, 10],
    [80, 24],
    [119, 30],
    [200, 50],
  ])('fills %i × %i and no more, with the state first', (columns, rows) => {
    const lines = screen(CALM, columns, rows)
    expect(lines).toHaveLength(rows)
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns)
    expect(lines[0]).toMatch(/^normal/)
    expect(lines.join('\n')).toContain('203.0.113')
    expect(lines.at(-1)).toContain('q quit')
  })

  it('says in the first line how the site is', () => {
    const first = (changes: Partial<LiveSnapshot>) => screen({ ...CALM, ...changes }, 80, 24)[0]
    expect(first({ incidents: [INCIDENT] })).toMatch(/^traffic-surge since 09:15:01 \(3.2 × expected\)/)
    expect(first({ bans: [BAN], bansInForce: 1 })).toMatch(/^1 source would be banned/)
    expect(first({ learning: { minutes: 4, of: 10 } })).toMatch(/^learning: 4 of 10 minutes/)
    expect(first({ silence: null })).toMatch(/^waiting for the first line/)
    expect(first({ silence: 41_000 })).toMatch(/^no line for 41 s/)
    expect(first({ incidents: [{ ...INCIDENT, resolved: '09:16:00' }] })).toMatch(/^normal/)
    expect(first({})).toMatch(/observing: nothing is blocked$/)
  })

  it('says banned only of what the kernel confirmed', () => {
    const enforcement = { mode: 'nftables', state: 'working' } as const
    const bans = [{ ...BAN, state: 'pending' as const }]
    const text = (changes: Partial<LiveSnapshot>) =>
      screen({ ...CALM, enforcement, bans, bansInForce: 2, bansConfirmed: 1, ...changes }, 80, 24)
    expect(text({})[0]).toMatch(/^1 source banned, 1 not yet .*enforced by nftables$/)
    expect(text({}).join('\n')).toContain('Banned (1 of 2 confirmed)')
    const source = { ...CALM.sources[0]!, state: 'banning' as const }
    expect(text({ sources: [source] }).join('\n')).toMatch(/203\.0\.113\.10 .* banning/)
    expect(text({ enforcement: { mode: 'nftables', state: 'down' } })[0]).toMatch(/^ENFORCEMENT DOWN/)
    expect(text({ bans: [], bansInForce: 0, bansConfirmed: 0 }).join('\n')).toContain('nobody is banned now')
  })

  it('shows observed beside expected, shares, countdowns, and what is empty', () => {
    const text = screen({ ...CALM, bans: [BAN], bansInForce: 1 }, 80, 24).join('\n')
    for (const part of ['2.1  expected 2.0 (0 – 6.2)', '4xx 1.2 % (0.9 %)', 'p99 84.0 ms (80.0 ms)', '/product/:n'])
      expect(text).toContain(part)
    for (const part of ['9:41 left', 'offence 2', '66.7 %', 'no incident in the last hour', '09:15:01  learned'])
      expect(text).toContain(part)
    expect(screen(CALM, 80, 24).join('\n')).toContain('nobody would be banned now')
  })

  it('marks a source by words, and by shape where colours are not wanted', () => {
    const [first] = draw({ ...CALM, incidents: [INCIDENT] }, 80, 24, AT_FIRST, false)
    expect(first).toContain('\u001b[1;4m')
    expect(draw({ ...CALM, incidents: [INCIDENT] }, 80, 24, AT_FIRST, false).join('')).not.toMatch(/\u001b\[[\d;]*3\d/)
  })

  it('explains what is selected, and helps', () => {
    const why = screen({ ...CALM, incidents: [INCIDENT] }, 80, 24, { focus: 'incidents', why: true }).join('\n')
    expect(why).toContain('people here send at most 4')
    expect(screen(CALM, 80, 24, { help: true }).join('\n')).toContain('Ctrl-C')
    expect(screen(CALM, 30, 24)).toEqual(['needs 40 × 10; q quits'])
  })

  it('keeps its size and lets nothing hostile through, whatever the snapshot and the size', () => {
    const state = fc.record({
      focus: fc.option(fc.constantFrom(...PANELS)),
      selected: fc.nat(60),
      why: fc.boolean(),
      help: fc.boolean(),
      paused: fc.boolean(),
    })
    const size = fc.tuple(fc.integer({ min: 1, max: 210 }), fc.integer({ min: 1, max: 60 }), fc.boolean())
    fc.assert(
      fc.property(anySnapshot, state, size, (snapshot, view, [columns, rows, colours]) => {
        const lines = draw(snapshot, columns, rows, view, colours)
        expect(lines.length).toBeLessThanOrEqual(rows)
        for (const line of lines) {
          const text = line.replace(SGR, '')
          expect(text).toMatch(NARROW)
          expect(text.length).toBeLessThanOrEqual(columns)
        }
      }),
      { seed: 4, numRuns: 300 },
    )
  })
})
