import { type EpochMilliseconds, SECOND } from '../../domain/units.ts'
import { Random } from '../../lib/random.ts'
import type { Actor, Request } from '../request.ts'

const PAGES = ['/', '/news', '/about', '/product/104', '/product/218', '/product/377', '/cart', '/contact']
const ASSETS = ['/static/site.css', '/static/app.js', '/img/logo.svg', '/img/banner.jpg', '/favicon.ico']
const AGENTS = [
  'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
]
const VISITORS = 60
const ASSETS_A_PAGE = 3

export interface VisitorsOptions {
  readonly seed: number
  /** Mean requests a second, assets included. */
  readonly rate: number
}

/** People who open pages now and then; each page brings a few assets within a second. */
export class Visitors implements Actor {
  readonly #random: Random
  /** Milliseconds between two pages, in the mean. */
  readonly #gap: number
  #next = 0
  #waiting: Request[] = []

  constructor({ seed, rate }: VisitorsOptions) {
    this.#random = new Random(seed)
    this.#gap = ((1 + ASSETS_A_PAGE) * SECOND) / rate
  }

  second(from: EpochMilliseconds): readonly Request[] {
    if (this.#next < from) this.#next = from + this.#random.gap(this.#gap)
    for (; this.#next < from + SECOND; this.#next += this.#random.gap(this.#gap)) this.#openPage(Math.floor(this.#next))
    const due = this.#waiting.filter(({ at }) => at < from + SECOND)
    this.#waiting = this.#waiting.filter(({ at }) => at >= from + SECOND)
    return due.sort((a, b) => a.at - b.at)
  }

  #openPage(at: EpochMilliseconds): void {
    const random = this.#random
    const visitor = random.below(VISITORS)
    const address = `198.51.100.${visitor + 1}`
    const agent = AGENTS[visitor % AGENTS.length]!
    const page = random.pick(PAGES)
    const missing = random.below(50) === 0
    this.#waiting.push({
      at,
      address,
      agent,
      method: page === '/contact' && random.below(4) === 0 ? 'POST' : 'GET',
      path: missing ? '/old-page' : page,
      status: missing ? 404 : 200,
      bytes: 2_000 + random.below(30_000),
      duration: 5 + Math.floor(random.gap(40)),
      referrer: random.below(3) === 0 ? 'https://search.example/' : '',
    })
    for (let i = 0; i < ASSETS_A_PAGE; i++) {
      this.#waiting.push({
        at: at + 50 + random.below(700),
        address,
        agent,
        method: 'GET',
        path: random.pick(ASSETS),
        status: random.below(3) === 0 ? 304 : 200,
        bytes: 500 + random.below(90_000),
        duration: 1 + random.below(5),
        referrer: `https://shop.example${page}`,
      })
    }
  }
}
