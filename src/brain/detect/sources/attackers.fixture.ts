import { Random } from '../../../lib/random.ts'
import type { Line } from './naive-study.fixture.ts'

const PYTHON = 'python-requests/2.31.0'

/** Requests at a steady pace, each moved at random by a part of the gap. */
export function steady(
  rate: number,
  length: number,
  line: (i: number, random: Random) => Omit<Line, 'at'>,
  jitter = 1,
  seed = 1,
): Line[] {
  const random = new Random(seed)
  return Array.from({ length: Math.round(rate * length) }, (_, i) => ({
    at: (i + jitter * random.next()) / rate,
    ...line(i, random),
  }))
}

export const search =
  (agent = PYTHON) =>
  (_: number, random: Random) => ({
    path: `/search?q=${random.below(1e6)}`,
    bytes: 4_000 + random.below(1_000),
    agent,
  })
const WORDS = ['admin', 'backup', 'old', 'test', 'config', 'dump', 'api', 'shell', 'setup', 'user', 'log', 'tmp']
/** The nth of very many different paths that nobody links to. */
export const listed = (i: number) =>
  `/${WORDS[i % 12]}-${WORDS[Math.floor(i / 12) % 12]}/${'abcdefghijkl'[Math.floor(i / 144) % 12]}.php`
export const missing = (i: number, random: Random) => ({
  path: listed(i),
  status: random.below(12) === 0 ? 403 : 404,
  bytes: 300 + random.below(100),
  agent: 'Mozilla/5.0 zgrab/0.x',
})
export const login =
  (status: number, bytes = 2_417) =>
  () => ({ path: '/login', method: 'POST', status, bytes, agent: PYTHON })

export const burst = steady(100, 2, search())
export const moderate = steady(9, 60, search())
export const slow = steady(2, 600, search('Mozilla/5.0 (X11; Linux x86_64)'))
export const pulses = Array.from({ length: 3 }, (_, wave) =>
  steady(100, 5, search(), 1, wave + 1).map((line) => ({ ...line, at: line.at + 60 * wave })),
).flat()
/** From nothing to 9 requests a second within two hours; only the second hour is told. */
export const ramp = (() => {
  const lines: Line[] = []
  for (let due = 0, s = 0; s < 3_600; s++)
    for (due += 1 + s / 450; due >= 1; due--) lines.push({ at: s + due / 20, ...search()(0, new Random(s)) })
  return lines.sort((a, b) => a.at - b.at)
})()
export const scrape = steady(
  2,
  300,
  (i) => ({ path: `/product/${i}`, bytes: 12_000 + ((i * 7_919) % 6_000), agent: 'Mozilla/5.0 (X11)' }),
  0.05,
)
export const brokenBot = steady(
  1,
  600,
  () => ({ path: '/feed/old.xml', status: 404, bytes: 300, agent: 'FeedReader/2.1' }),
  0.05,
)
export const hog = steady(1, 300, () => ({ path: '/download/image-v2.iso', bytes: 40e6, agent: 'Wget/1.21' }))
