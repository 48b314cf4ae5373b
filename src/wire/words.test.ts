import { expect, it } from 'vitest'
import { AT, ban, firing, resolved } from './event.fixture.ts'
import { eventObject } from './ndjson.ts'
import { eventWords } from './words.ts'

const wording = { time: (at: number) => `T+${(at - AT) / 1_000}`, duration: (length: number) => `${length / 1_000}s` }

it('says each event in one line', () => {
  const events = [
    { type: 'incident', incident: firing },
    { type: 'ban', ban },
    { type: 'ban', ban: { ...ban, duration: null, until: null, offence: 4 } },
    { type: 'unban', lift: { ban, at: AT + 600_000, cause: 'expired' } },
    { type: 'incident', incident: resolved },
  ] as const
  const reason = '301 requests in 1 s; the ceiling for one source is 300 in 1 s.'
  expect(events.map((event) => eventWords(event, wording, true))).toEqual([
    `T+0  source-flood firing on 2001:db8:bad:1::/64: ${reason} [ba9876543210]`,
    `T+0  would ban 2001:db8:bad:1::/64 for 600s (offence 1): ${reason}`,
    `T+0  would ban 2001:db8:bad:1::/64 for good (offence 4): ${reason}`,
    'T+600  would lift the ban of 2001:db8:bad:1::/64 (expired)',
    `T+60  source-flood resolved on 2001:db8:bad:1::/64: ${reason} [ba9876543210]`,
  ])
  expect(eventWords(events[1], wording, false)).toContain('  banning 2001:db8:bad:1::/64 for 600s')
  expect(eventWords(events[3], wording, false)).toContain('  ending the ban of 2001:db8:bad:1::/64 (expired)')
})

it('names who ordered a ban or a lift', () => {
  const manual = { ...ban, kind: 'manual', incident: null, offence: 0, author: 'ana\u001b', reason: 'scraper' } as const
  const lift = { ban: manual, at: AT, cause: 'manual', author: 'ben' } as const
  expect([
    eventWords({ type: 'ban', ban: manual }, wording, false),
    eventWords({ type: 'unban', lift }, wording, false),
  ]).toEqual([
    'T+0  banning 2001:db8:bad:1::/64 for 600s (ordered by ana\\x1b): scraper',
    'T+0  ending the ban of 2001:db8:bad:1::/64 (manual, by ben)',
  ])
  expect(eventObject({ type: 'ban', ban: manual })).toMatchObject({
    kind: 'manual',
    incident: null,
    author: 'ana\u001b',
  })
  expect(eventObject({ type: 'unban', lift })).toMatchObject({ cause: 'manual', author: 'ben' })
})

it('lets no hostile text reach the terminal', () => {
  const hostile = { ...ban, reason: 'a\u001b[2J\u202eb\nc' }
  expect(eventWords({ type: 'ban', ban: hostile }, wording, false)).toMatch(/a\\x1b\[2J\\u202eb\\x0ac$/)
})
