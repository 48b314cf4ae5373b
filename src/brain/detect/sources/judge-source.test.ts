import { describe, expect, it } from 'vitest'
import {
  brokenBot,
  burst,
  hog,
  listed,
  login,
  missing,
  moderate,
  pulses,
  ramp,
  scrape,
  search,
  slow,
  steady,
} from './attackers.fixture.ts'
import { type Circumstances, firstBan, type Line, nearest } from './naive-study.fixture.ts'
import { people } from './people.fixture.ts'
import { PRIOR } from './population-numbers.ts'
import { programsAtWork } from './programs.fixture.ts'

const redirected = (i: number) => ({ path: listed(i), status: 302, bytes: 138, agent: 'Mozilla/5.0 zgrab/0.x' })
const unauthorised = () => ({ path: '/private/', status: 401, bytes: 180, agent: 'Mozilla/5.0 (Hydra)' })
const withForm = (i: number) => (i % 2 ? login(302, 0)() : { path: '/login', bytes: 2_000, agent: 'python' })

describe('who attacks is found', () => {
  it.each<[string, Line[], string, number, Circumstances?]>([
    ['a burst of 200 within it', burst, 'source-flood', 2],
    ['a burst from a /64', burst, 'source-flood', 2, { kind: 6 }],
    [
      'a burst where the log tells neither referrer nor agent',
      burst,
      'source-flood',
      2,
      { hasReferrers: false, hasAgents: false },
    ],
    ['9 a second to one page', moderate, 'source-flood', 50],
    ['9 a second that begins on an older log', moderate, 'source-flood', 60, { before: 4_000 }],
    ['2 a second to one page', slow, 'source-flood', 600],
    ['waves', pulses, 'source-flood', 2],
    ['a slow ramp', ramp, 'source-flood', 1_800],
    [
      'a flood that forges referrers',
      steady(50, 60, (i, r) => ({ ...search()(i, r), referrer: 'https://shop.example/' })),
      'source-flood',
      30,
    ],
    [
      'a flood by ever new user agents',
      steady(50, 60, (i, r) => ({ ...search()(i, r), agent: `Mozilla/5.0 (${i})` })),
      'source-flood',
      10,
    ],
    [
      'a flood of pictures that are not there',
      steady(200, 60, (i) => ({ path: `/x${i}.png`, status: 404 })),
      'source-flood',
      40,
    ],
    [
      'a flood of accepted writes',
      steady(200, 60, () => ({ path: '/api/events', method: 'POST', status: 204, bytes: 0 })),
      'source-flood',
      60,
    ],
    [
      'a flood that calls itself a crawler',
      steady(100, 20, search('Googlebot/2.1 (+http://www.google.com/bot.html)')),
      'source-flood',
      10,
    ],
    ['a flood by a known source', steady(100, 20, search()), 'source-flood', 6, { standing: 'known', before: 90_000 }],
    ['large files over and over', hog, 'source-flood', 180],
    ['10 missing paths a second', steady(10, 30, missing), 'source-scan', 5],
    ['a missing path every 20 s', steady(1 / 20, 1_800, missing), 'source-scan', 1_000],
    ['a missing path every minute', steady(1 / 60, 1_800, missing), 'source-scan', 1_800],
    ['paths that are all redirected', steady(10, 30, redirected), 'source-scan', 15],
    [
      'a scan that loads the front page, too',
      [
        ...Array.from({ length: 5 }, (_, i) => ({ at: i / 9, path: `/${i}.css` })),
        ...steady(10, 30, missing).map((l) => ({ ...l, at: l.at + 1 })),
      ],
      'source-scan',
      10,
    ],
    ['the same missing file each second', brokenBot, 'source-scan', 240],
    ['5 refused logins a second', steady(5, 30, login(401)), 'source-brute-force', 15],
    ['a refused login every 30 s', steady(1 / 30, 1_800, login(401)), 'source-brute-force', 1_800],
    ['5 logins a second all answered 200', steady(5, 30, login(200)), 'source-brute-force', 15],
    ['a login every 30 s all answered 200', steady(1 / 30, 1_800, login(200)), 'source-brute-force', 1_800],
    ['logins all answered by a redirect, a fresh form before each', steady(4, 60, withForm), 'source-brute-force', 15],
    ['the password window of the browser, 5 a second', steady(5, 30, unauthorised), 'source-brute-force', 15],
    ['a copy of all products, 2 pages a second', scrape, 'source-scrape', 300],
    [
      'a copy so slow that it could be read, for an hour',
      steady(0.8, 3_600, (i) => ({ path: `/${listed(i)}`, bytes: 20_000, agent: 'Mozilla/5.0 (X11)' }), 1),
      'source-scrape',
      3_600,
    ],
    [
      'one number after another, each refused',
      steady(2, 600, (i) => ({ path: `/users/${i}`, status: 403, bytes: 61, agent: 'Mozilla/5.0 (X11)' })),
      'source-scan',
      600,
    ],
    [
      'declined cards at no regular pace',
      steady(0.5, 900, () => ({ path: '/checkout/payment', method: 'POST', status: 402, bytes: 118 })),
      'source-brute-force',
      600,
    ],
    [
      '50 a second that break the site',
      steady(50, 60, (i, r) => ({ ...search()(i, r), status: 502 })),
      'source-flood',
      20,
    ],
    [
      'a flood where clients are programs, always for something else',
      steady(100, 60, (i) => ({ path: `/items/${i}`, agent: 'python-requests/2.31.0' })),
      'source-flood',
      60,
      { population: { ...PRIOR, referredShare: 0, programShare: 0.9, servesAssets: false } },
    ],
    [
      'a flood with a name that nobody checked',
      steady(50, 60, (i, r) => ({ ...search()(i, r), user: 'ann' })),
      'source-flood',
      10,
      { population: { ...PRIOR, signedInShare: 0.001 } },
    ],
    [
      'a scan where clients are programs',
      steady(5, 60, (i, r) => ({ ...missing(i, r), agent: 'python-requests/2.31.0' })),
      'source-scan',
      40,
      { population: { ...PRIOR, referredShare: 0, programShare: 0.9 } },
    ],
  ])('%s', (_, lines, kind, within, told) => {
    const ban = firstBan(lines, told)
    expect(ban).toMatchObject({ kind })
    expect(ban!.at).toBeLessThanOrEqual(within)
  })
})

describe('who does not attack is left alone', () => {
  it.each([...people, ...programsAtWork])('%s', (_, lines, told) => {
    const verdict = nearest(lines, told)
    expect(verdict.nats, JSON.stringify(verdict)).toBeLessThan(verdict.needed)
  })
})
