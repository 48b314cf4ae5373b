import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readConfigFiles } from '../../src/config/read-files.ts'
import { HOUR, MINUTE, SECOND } from '../../src/domain/units.ts'
import type { Request } from '../../src/simulate/request.ts'
import { Scenario } from '../../src/simulate/scenario.ts'
import { play, START } from './play.ts'

const FILE = join(import.meta.dirname, '..', '..', 'examples', 'nextcloud', 'breakwater.yaml')
const { config } = readConfigFiles(FILE, {
  BREAKWATER_PASSWORD: 'correct horse',
  BREAKWATER_TOKEN: 't'.repeat(48),
})
const GUESSER = '203.0.113.30'
const TRIES = 500

/** What a guesser sends at a time, and how Nextcloud answers. */
type Guess = (serial: number) => readonly Partial<Request>[]

const LOGIN: Guess = () => [
  { method: 'GET', path: '/login', status: 200, bytes: 18_000, duration: 90 },
  { method: 'POST', path: '/login', status: 303, bytes: 0, duration: 220 },
  { method: 'GET', path: '/login?user=admin&direct=1', status: 200, bytes: 18_400, duration: 95 },
]
const GUESSES: Readonly<Record<string, Guess>> = {
  'the login form, answered by a redirect to the form': LOGIN,
  'the login form without fetching it': () => [
    { method: 'POST', path: '/login', status: 303, bytes: 0, duration: 220 },
  ],
  'the old path of the form': () => [
    { method: 'POST', path: '/index.php/login', status: 303, bytes: 0, duration: 220 },
  ],
  'the login form, slowed down by Nextcloud and then told so': (serial) => [
    { method: 'POST', path: '/login', status: serial < 10 ? 303 : 429, bytes: serial < 10 ? 0 : 9_000, duration: 220 },
  ],
  'WebDAV, whose answer is 401': () => [
    { method: 'PROPFIND', path: '/remote.php/dav/files/admin/', status: 401, bytes: 420, duration: 130 },
  ],
  'WebDAV with GET': () => [{ method: 'GET', path: '/remote.php/dav/', status: 401, bytes: 420, duration: 130 }],
}

/** The clients of `simulate`, and from `start` on one who guesses, a try each `every` milliseconds. */
function site(options: { seed: number; minutes: number; benign: readonly string[]; guess?: Guess; every?: number }) {
  const { seed, minutes, benign, guess, every = 200 } = options
  const length = minutes * MINUTE
  const scenario = new Scenario({
    seed,
    from: START,
    length,
    rate: 2,
    benign,
    start: START + length,
    end: START + length,
  })
  const seconds = [...scenario.seconds()]
  const start = 40 * MINUTE
  for (let serial = 0; guess !== undefined && serial < TRIES; serial++)
    for (const [i, one] of guess(serial).entries()) {
      const at = START + start + serial * every + i * 20
      const request: Request = {
        ...{ at, address: GUESSER, agent: 'Mozilla/5.0', referrer: '', method: 'GET', path: '/', status: 200 },
        ...{ bytes: 0, duration: 1, ...one },
      }
      ;(seconds[Math.floor((at - START) / SECOND)] as Request[]).push(request)
    }
  const played = play(
    seconds.length,
    (second) => seconds[second]!.map((one) => ({ ...one, at: one.at - START - second * SECOND })),
    { config },
  )
  const bans = played.told.filter(({ type }) => type === 'ban')
  return { ...played, bans, first: bans[0] === undefined ? null : Number(bans[0].after) - start / SECOND }
}

/** A device whose password was changed goes on asking, as a program does. */
const REVOKED: Guess = () => [
  { method: 'PROPFIND', path: '/remote.php/dav/files/anna/', status: 401, bytes: 420, duration: 90 },
  { method: 'GET', path: '/ocs/v2.php/apps/notifications/api/v2/notifications', status: 401, bytes: 140, duration: 60 },
]

describe('the configuration for Nextcloud', () => {
  it('weighs evidence, and bans nobody for good', () => {
    expect(config.profile).toBe('calibrated')
    expect(config.bans.ladder).not.toContain(null)
  })

  it.each([
    { seed: 1, benign: ['nextcloud'] },
    { seed: 2, benign: ['nextcloud', 'browsers', 'gallery', 'phone-backlog', 'phone-posts', 'monitor'] },
    { seed: 3, benign: ['nextcloud', 'browsers', 'office', 'mobile-proxy', 'missing-fonts'] },
  ])('bans none of $benign in three hours', ({ seed, benign }) => {
    const { bans, engine } = site({ seed, benign, minutes: (3 * HOUR) / MINUTE })
    expect(engine.window.totals.requests).toBeGreaterThan(3_000)
    expect(bans).toEqual([])
  })

  it('bans no device whose password was changed, and which asks each 30 s', () => {
    const { bans, engine } = site({ seed: 6, minutes: 300, benign: ['nextcloud'], guess: REVOKED, every: 30 * SECOND })
    expect(engine.window.totalOf({ kind: 4, high: 0, low: 0xcb00711e })).toBe(2 * TRIES)
    expect(bans).toEqual([])
  })

  it.each(Object.entries(GUESSES))('bans who tries 500 passwords by %s, at five a second', (_, guess) => {
    const { bans, first } = site({ seed: 4, minutes: 45, benign: ['nextcloud'], guess })
    expect(bans.map(({ address }) => address)).toEqual([GUESSER])
    expect(first).toBeLessThan(60)
  })

  it.each(Object.entries(GUESSES))('and at one each two seconds: %s', (_, guess) => {
    const { bans } = site({ seed: 5, minutes: 60, benign: ['nextcloud', 'browsers'], guess, every: 2_000 })
    expect(new Set(bans.map(({ address }) => address))).toEqual(new Set([GUESSER]))
  })
})
