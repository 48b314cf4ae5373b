import type { Bytes, EpochMilliseconds, Milliseconds } from '../domain/units.ts'
import { mix } from '../lib/hash.ts'
import type { Random } from '../lib/random.ts'
import type { Person } from './person.ts'
import type { Plan } from './planned-actor.ts'

/** The simulated site, as its own pages name it in the referrer. */
export const SITE = 'https://shop.example'

const PRODUCTS = 2_000
const PAGES = ['/', '/', '/news', '/about', '/sale', '/category/garden', '/category/kitchen', '/category/tools']
const SHARED = ['/static/site.css', '/static/app.js', '/static/vendor.js', '/img/logo.svg', '/favicon.ico']
const FORMS = ['/cart', '/contact', '/login', '/newsletter']
const FEWEST_ASSETS = 5
const MOST_ASSETS = 30
const LOADING: Milliseconds = 1_900

/** Requests that a page brings in the mean, its own included. */
export const REQUESTS_A_PAGE = 1 + (FEWEST_ASSETS + MOST_ASSETS) / 2

/** A path that people open; few products are asked for by many. */
export function pagePath(random: Random): string {
  if (random.below(3) === 0) return random.pick(PAGES)
  return `/product/${100 + Math.floor(PRODUCTS * random.next() ** 3)}`
}

/** The number of assets of one page load: 5 to 30. */
export function assetCount(random: Random): number {
  return FEWEST_ASSETS + random.below(MOST_ASSETS - FEWEST_ASSETS + 1)
}

/** One page as somebody opens it. */
export interface PageLoad {
  readonly at: EpochMilliseconds
  readonly path: string
  readonly referrer: string
  readonly assets: number
}

/** Plans a page and, within two seconds, what it brings: `1 + load.assets` requests. Returns the path that was opened. */
export function loadPage(random: Random, { address, agent, known }: Person, load: PageLoad, plan: Plan): string {
  const { at, referrer } = load
  const isForm = random.below(25) === 0
  const isMissing = !isForm && random.below(40) === 0
  const path = isForm ? random.pick(FORMS) : isMissing ? `/old/${random.below(400)}.html` : load.path
  plan({
    at,
    address,
    agent,
    method: isForm ? 'POST' : 'GET',
    path,
    status: isMissing ? 404 : 200,
    bytes: isMissing ? 1_240 : 4_000 + Math.floor(random.gap(14_000)),
    duration: 8 + Math.floor(random.gap(40)),
    referrer,
  })
  for (let i = 0; i < load.assets; i++) {
    const later = { at: at + 40 + random.below(LOADING - 40), address, agent, referrer: SITE + path }
    const chance = random.below(100)
    if (chance < 5) {
      plan({ ...later, method: 'POST', path: '/api/events', status: 204, bytes: 0, duration: 2 + random.below(9) })
    } else if (chance < 7) {
      plan({ ...later, method: 'HEAD', path: pagePath(random), status: 200, bytes: 0, duration: 4 + random.below(30) })
    } else {
      plan({ ...later, method: 'GET', ...asset(random, i, known) })
    }
  }
  return path
}

function asset(random: Random, index: number, known: boolean) {
  const duration = 1 + random.below(6)
  if (random.below(90) === 0) return { path: `/img/gone-${random.below(30)}.png`, status: 404, bytes: 146, duration }
  const number = SHARED[index] === undefined ? 100 + Math.floor(PRODUCTS * random.next() ** 3) : index
  const path = SHARED[index] ?? `/img/${number}.webp`
  if (random.below(100) < (known ? 40 : 4)) return { path, status: 304, bytes: 0, duration }
  return { path, status: 200, bytes: sizeOf(number), duration }
}

/** The size of an asset is always the same: 19 KB in the mean, a few far larger. */
function sizeOf(number: number): Bytes {
  return 600 + Math.floor(-Math.log(1 - (mix(number) >>> 0) / 2 ** 32) * 18_000)
}
