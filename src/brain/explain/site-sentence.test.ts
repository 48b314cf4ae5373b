import { describe, expect, it } from 'vitest'
import type { Evidence, IncidentKind } from '../../domain/finding.ts'
import type { Incident } from '../../domain/incident.ts'
import { SITE_STATES } from '../../domain/site-frame.ts'
import type { Attack, Attacker } from './attack-words.ts'
import { ordinal } from './attack-words.ts'
import { type SiteCondition, siteSentence } from './site-sentence.ts'

const NOW = Date.UTC(2026, 2, 2, 14, 5, 0)
const SINCE = Date.UTC(2026, 2, 2, 14, 2, 11)
const NO_BANS = { observed: 0, pending: 0, 'in-force': 0, failed: 0 }
const HOSTILE = '<script>\u001b[2J203.0.113.10'

const CALM: SiteCondition = {
  now: NOW,
  time: (at) => new Date(at).toISOString().replace('T', ' '),
  enforcement: { mode: 'nftables', state: 'working', trouble: null },
  learning: null,
  requests: { value: 3.1, expected: { mean: 3.1, low: 1, high: 7.2 } },
  clients: 212,
  silence: 400,
  unreadable: [],
  incidents: [],
  attack: null,
  bans: NO_BANS,
}

function incident(kind: IncidentKind, more: Partial<Evidence> = {}, severity = 3): Incident {
  const peak: Evidence = {
    ...{ detector: 'level', observed: 12, expected: 0.1, limit: 1, unit: '% of requests', window: 60, baseline: null },
    ...{ lines: [HOSTILE], ...more },
  }
  return {
    ...{ id: `id of ${kind}`, kind, subject: { type: 'site' }, state: 'firing', since: SINCE, firedAt: SINCE },
    ...{ severity, peak, reason: HOSTILE, parts: ['level'] },
  }
}

const FLOOD: Attacker = {
  ...{ kind: 'source-flood', ban: 'in-force', rate: 412.4, isSending: true, times: 130.2 },
  ...{ until: SINCE + 600_000, offence: 1 },
}

function attack(more: Partial<Omit<Attack, 'first'>> = {}, first: Partial<Attacker> = {}): Attack {
  const one = { ...FLOOD, ...first }
  return {
    ...{ since: SINCE, first: one, bans: { ...NO_BANS, [one.ban]: 1 }, rate: 412.4, together: null, members: 0 },
    ...{ incident: 'i1', incidents: new Set(['i1']), mode: 'nftables', prevented: 0, ...more },
  }
}

const OBSERVING: Partial<SiteCondition> = { enforcement: { mode: 'off', state: 'observing', trouble: null } }
const DOWN: Partial<SiteCondition> = { enforcement: { mode: 'nftables', state: 'down', trouble: 'not permitted' } }
const MISSING = { code: 'log-missing', message: `${HOSTILE}: the log is missing`, fix: 'Wait.' }

describe('the state of the site in a sentence', () => {
  it.each<[string, Partial<SiteCondition>, (typeof SITE_STATES)[number], string, string]>([
    ['calm', {}, 'normal', 'Normal: 3.1 requests/s, 212 clients.', ''],
    ['one client', { clients: 1 }, 'normal', 'Normal: 3.1 requests/s, 1 client.', ''],
    [
      'before the first client',
      { clients: null, requests: { value: null, expected: null } },
      'normal',
      'Normal: 0 requests/s.',
      '',
    ],
    [
      'bans in force',
      { bans: { observed: 0, pending: 2, 'in-force': 1, failed: 1 } },
      'normal',
      'Normal: 3.1 requests/s, 212 clients.',
      '1 source banned. 2 sources to be banned, not confirmed yet. The firewall refused to ban 1 source.',
    ],
    [
      'bans while observing',
      { ...OBSERVING, bans: { ...NO_BANS, observed: 3 } },
      'normal',
      'Normal: 3.1 requests/s, 212 clients.',
      '3 sources would be banned: observing, nothing is blocked.',
    ],
    [
      'a quiet night',
      { silence: 40_000, requests: { value: 0, expected: { mean: 0.01, low: 0, high: 1 } } },
      'normal',
      'Quiet: no line for 40 s; the last one was at 14:04:20.',
      '',
    ],
    [
      'learning',
      { learning: { minutes: 4, of: 10 } },
      'warming-up',
      'Learning: 4 of 10 minutes; only absolute limits act.',
      '',
    ],
    [
      'before the first line',
      { learning: { minutes: 0, of: 10 }, silence: null },
      'warming-up',
      'Waiting for the first line of the log.',
      '',
    ],
    [
      'a crowd',
      {
        incidents: [incident('flash-crowd'), incident('traffic-surge')],
        requests: { value: 41.22, expected: { mean: 3.1, low: 1, high: 7 } },
        clients: 1_212,
      },
      'crowd',
      'Flash crowd since 14:02: 41.22 requests/s from 1,212 clients, 3.1 requests/s expected.',
      'Many people came at once; nobody is banned for that.',
    ],
    [
      'server errors',
      {
        incidents: [incident('latency', { unit: 'ms', observed: 900, expected: 80 }), incident('server-errors', {}, 5)],
      },
      'trouble',
      'Server errors since 14:02: 12 % of requests, expected 0.1.',
      '1 more incident.',
    ],
    [
      'a leak, before what is more severe',
      {
        incidents: [
          incident('server-errors', {}, 5),
          incident('enforcement-leak', { unit: 'requests', expected: null }),
        ],
      },
      'trouble',
      'Requests come through bans since 14:02: 12 requests.',
      '1 more incident.',
    ],
    [
      'trouble behind which bans are in force',
      { incidents: [incident('server-errors')], bans: { ...NO_BANS, 'in-force': 2 } },
      'trouble',
      'Server errors since 14:02: 12 % of requests, expected 0.1.',
      '2 sources banned.',
    ],
    [
      'the brake',
      { incidents: [incident('ban-brake')] },
      'trouble',
      'Banning has stopped since 14:02: bans would cover too much of what known visitors send.',
      '',
    ],
    [
      'a source that nobody may ban',
      { incidents: [incident('source-flood', { unit: 'requests', observed: 412, expected: null })] },
      'trouble',
      'One source sends far more than others since 14:02: 412 requests.',
      '',
    ],
    [
      'a flood, banned',
      { attack: attack(), incidents: [incident('traffic-surge')] },
      'attack',
      'Under attack since 14:02: one source sends 412 requests/s, 130 × its limit.',
      'Banned until 14:12 (1st offence).',
    ],
    [
      'a flood, refused by the web server',
      { attack: attack({ mode: 'nginx', prevented: 18_204 }, { until: null, offence: 4 }) },
      'attack',
      'Under attack since 14:02: one source sends 412 requests/s, 130 × its limit.',
      'Banned for good (4th offence). 18,204 requests prevented.',
    ],
    [
      'a flood, observed',
      { ...OBSERVING, attack: attack({ mode: 'off', prevented: 18_204 }, { ban: 'observed' }) },
      'attack',
      'Under attack since 14:02: one source sends 412 requests/s, 130 × its limit.',
      'Would be banned until 14:12 (1st offence): observing, nothing is blocked. 18,204 requests would have been prevented.',
    ],
    [
      'a flood, not confirmed',
      { attack: attack({}, { ban: 'pending' }) },
      'attack',
      'Under attack since 14:02: one source sends 412 requests/s, 130 × its limit.',
      'To be banned until 14:12 (1st offence): the firewall has not confirmed it yet.',
    ],
    [
      'a flood, refused by the firewall',
      { attack: attack({}, { ban: 'failed' }) },
      'attack',
      'Under attack since 14:02: one source sends 412 requests/s, 130 × its limit.',
      'To be banned until 14:12 (1st offence): the firewall REFUSED it; it is tried again.',
    ],
    [
      'what has stopped',
      { attack: attack({}, { isSending: false, rate: 300, times: 1.2 }) },
      'attack',
      'Under attack since 14:02: one source sent 300 requests/s.',
      'Banned until 14:12 (1st offence).',
    ],
    [
      'passwords',
      { attack: attack({}, { kind: 'source-brute-force', rate: 2.5, times: null }) },
      'attack',
      'Under attack since 14:02: one source tries passwords and sends 2.5 requests/s.',
      'Banned until 14:12 (1st offence).',
    ],
    [
      'a scan of unknown rate',
      { attack: attack({}, { kind: 'source-scan', rate: null, times: null }) },
      'attack',
      'Under attack since 14:02: one source looks for missing pages.',
      'Banned until 14:12 (1st offence).',
    ],
    [
      'many sources',
      { attack: attack({ bans: { observed: 0, pending: 2, 'in-force': 35, failed: 0 }, rate: 1_240 }) },
      'attack',
      'Under attack since 14:02: 37 sources attack, 1,240 requests/s.',
      '35 banned. 2 to be banned, not confirmed by the firewall yet.',
    ],
    [
      'many together',
      {
        attack: attack({ bans: { ...NO_BANS, 'in-force': 37 }, together: 'credential-stuffing', members: 37, rate: 0 }),
      },
      'attack',
      'Under attack since 14:02: 37 sources try passwords together.',
      '37 banned.',
    ],
    [
      'many together beside others that are banned, and of the many nobody',
      { attack: attack({ bans: { ...NO_BANS, 'in-force': 2 }, together: 'credential-stuffing' }) },
      'attack',
      'Under attack since 14:02: many sources try passwords together.',
      '2 banned.',
    ],
    [
      'many that nobody could ban',
      { attack: { ...attack({ together: 'distributed-flood', bans: NO_BANS }), first: null } },
      'attack',
      'Under attack since 14:02: many sources flood the site together.',
      'Nobody is banned for it yet.',
    ],
    [
      'silence where lines should be',
      { silence: 41_900 },
      'blind',
      'No line for 41 s; the last one was at 14:04:18.',
      'See whether the web server runs and writes the log that is read: breakwater doctor.',
    ],
    [
      'lines that cannot be read',
      { incidents: [incident('blind', { detector: 'reader' })] },
      'blind',
      'Blind since 14:02: many lines of the log cannot be read.',
      HOSTILE,
    ],
    ['a log that is missing', { unreadable: [MISSING] }, 'blind', 'Blind: a log is missing.', 'Wait.'],
    [
      'enforcement down',
      DOWN,
      'down',
      'Enforcement is down: bans are decided and nothing new is blocked.',
      'See what is in its way: breakwater doctor. nftables: not permitted.',
    ],
  ])('%s', (_name, more, state, text, rest) => {
    const found = siteSentence({ ...CALM, ...more })
    expect([found.state, found.text, found.more]).toEqual([state, text, rest])
  })

  it('puts the most pressing state first, and says the others behind it', () => {
    const all: Partial<SiteCondition> = {
      ...DOWN,
      unreadable: [MISSING],
      attack: attack({}, { ban: 'failed' }),
      incidents: [incident('server-errors'), incident('flash-crowd')],
      learning: { minutes: 1, of: 10 },
    }
    const lift: readonly Partial<SiteCondition>[] = [
      { enforcement: CALM.enforcement },
      { unreadable: [] },
      { attack: null },
      { incidents: [incident('flash-crowd')] },
      { incidents: [] },
      { learning: null },
    ]
    let condition: SiteCondition = { ...CALM, ...all }
    const states = [siteSentence(condition).state]
    const { more } = siteSentence(condition)
    for (const text of [
      'a log is missing',
      'Under attack since 14:02',
      'Server errors',
      'Flash crowd',
      'Learning: 1 of',
    ])
      expect(more).toContain(text)
    for (const gone of lift) {
      condition = { ...condition, ...gone }
      states.push(siteSentence(condition).state)
    }
    expect(states).toEqual(SITE_STATES)
  })

  it('never says banned of what is not confirmed, and nothing of the log in its text', () => {
    for (const ban of ['observed', 'pending', 'failed'] as const) {
      const { text, more } = siteSentence({ ...CALM, attack: attack({}, { ban }) })
      expect(`${text} ${more}`).not.toMatch(/(^|\. )Banned/)
      const many = siteSentence({ ...CALM, attack: attack({ bans: { ...NO_BANS, [ban]: 9 } }) })
      expect(many.more).not.toMatch(/\d banned/)
    }
    for (const kind of ['server-errors', 'blind', 'flash-crowd', 'source-flood', 'ban-brake'] as const)
      expect(siteSentence({ ...CALM, incidents: [incident(kind)] }).text).not.toContain('203.0.113')
    expect(siteSentence({ ...CALM, unreadable: [MISSING] }).text).not.toContain('script')
  })

  it('names the day of what began before today, and since when in ISO 8601', () => {
    const old = { ...incident('server-errors'), since: SINCE - 86_400_000 } as Incident
    const found = siteSentence({ ...CALM, incidents: [old] })
    expect(found.text).toContain('since 2026-03-01 14:02')
    expect([found.since, found.incident]).toEqual(['2026-03-01T14:02:11.000Z', 'id of server-errors'])
  })

  it('counts offences as people do', () => {
    expect([1, 2, 3, 4, 11, 12, 13, 21, 22, 101, 111].map(ordinal).join(' ')).toBe(
      '1st 2nd 3rd 4th 11th 12th 13th 21st 22nd 101st 111th',
    )
  })
})
