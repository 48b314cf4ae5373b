import { type EpochMilliseconds, HOUR, SECOND } from '../../src/domain/units.ts'
import type { Client } from './clients.ts'
import type { Log } from './log.ts'

const SEARCHES = [
  'https://www.google.com/',
  'https://www.google.com/',
  'https://duckduckgo.com/',
  'https://www.bing.com/',
  '-',
  '-',
  'https://t.co/',
  'https://www.reddit.com/',
]

export interface Page {
  readonly path: string
  /** Pictures and the like that only this page has. */
  readonly own: readonly string[]
}

/** What a browser makes of a web site. */
export interface Site {
  readonly host: string
  readonly pages: readonly Page[]
  /** Loaded with the first page, and from the browser's store later. */
  readonly shared: readonly string[]
  /** What every page asks for that is not there. */
  readonly missing?: readonly string[]
  /** What scripts of a page ask for. */
  readonly calls?: readonly (readonly [method: string, path: string, status: number])[]
  /** Bytes of a page. */
  readonly html: number
}

export interface Visit {
  /** Mean number of pages. */
  readonly pages?: number
  /** Median seconds between two of them. */
  readonly think?: number
  /** The browser was here before: it asks whether things changed. */
  readonly isCached?: boolean
  readonly referrer?: string
  readonly entry?: string
}

export function pagesOf(paths: readonly string[], own: (path: string, i: number) => readonly string[]): Page[] {
  return paths.map((path, i) => ({ path, own: own(path, i) }))
}

/** Somebody looks at some pages. Returns when he leaves. */
export function browse(log: Log, site: Site, client: Client, start: EpochMilliseconds, visit: Visit = {}): number {
  const { random } = log
  const { pages = 3, think = 25, isCached = false, entry } = visit
  const count = 1 + Math.floor(random.gap(pages - 1))
  let referrer = visit.referrer ?? random.pick(SEARCHES)
  let at = start
  for (let i = 0; i < count; i++) {
    // Some pages are read far more often than others.
    const page = site.pages[Math.floor(site.pages.length * random.next() ** 2.5)]!
    const path = i === 0 && entry !== undefined ? entry : page.path
    load(log, site, client, at, { path, own: page.own }, { referrer, isFirst: i === 0, isCached })
    referrer = `https://${site.host}${path}`
    at += log.around(think * SECOND)
  }
  return at
}

interface Load {
  readonly referrer: string
  readonly isFirst: boolean
  readonly isCached: boolean
}

/** One page as a browser loads it. */
export function load(
  log: Log,
  site: Site,
  client: Client,
  at: number,
  page: Page,
  { referrer, isFirst, isCached }: Load,
) {
  const { random } = log
  const self = `https://${site.host}${page.path}`
  const soon = () => Math.round(at + 150 + log.around(500, 0.7))
  log.hit(client, Math.round(at), 'GET', page.path, 200, log.around(site.html, 0.4), referrer)
  if (isFirst) {
    for (const asset of site.shared) {
      if (isCached && random.next() < 0.8) continue
      const isFresh = isCached && random.next() < 0.7
      log.hit(client, soon(), 'GET', asset, isFresh ? 304 : 200, isFresh ? 0 : log.around(18_000), self)
    }
    for (const asset of site.missing ?? [])
      if (random.next() < 0.9) log.hit(client, soon(), 'GET', asset, 404, 548, self)
    if (random.next() < 0.4) log.hit(client, soon() + 300, 'GET', '/favicon.ico', 200, 4_286, self)
    if (/iPhone/.test(String(client.agent)) && random.next() < 0.3)
      for (const icon of [
        '/apple-touch-icon-120x120-precomposed.png',
        '/apple-touch-icon-120x120.png',
        '/apple-touch-icon.png',
      ])
        log.hit(client, soon() + 900, 'GET', icon, 404, 548)
  }
  for (const asset of page.own) {
    const isFresh = isCached && random.next() < 0.3
    log.hit(client, soon(), 'GET', asset, isFresh ? 304 : 200, isFresh ? 0 : log.around(60_000), self)
  }
  for (const [method, path, status] of site.calls ?? [])
    log.hit(client, soon() + 400, method, path, status, status === 204 ? 0 : 240, self)
}

/** Share of the day's peak at this moment: quiet at four in the morning, busiest in the early evening. */
export function curve(at: EpochMilliseconds): number {
  const hour = (at / HOUR) % 24
  return 0.15 + 0.85 * (0.5 - 0.5 * Math.cos(((hour - 4) / 24) * 2 * Math.PI)) ** 1.3
}

export interface Crowd extends Visit {
  /** Visits an hour at the busiest time of the day. */
  readonly perHour: number
  readonly from?: EpochMilliseconds
  readonly to?: EpochMilliseconds
  /** Share of visitors that were here before. */
  readonly regulars?: number
  /** The same at any hour. */
  readonly isFlat?: boolean
}

/** The public: visits that begin at random. */
export function crowd(
  log: Log,
  site: Site,
  { perHour, from = log.from, to = log.to, regulars = 0.25, isFlat = false, ...visit }: Crowd,
): void {
  const { random, clients } = log
  const known: Client[] = []
  for (const at of log.times(from, to, HOUR / perHour)) {
    if (!isFlat && random.next() > curve(at)) continue
    const isRegular = known.length > 20 && random.next() < regulars
    const client = isRegular ? random.pick(known) : clients.person()
    if (!isRegular) known.push(client)
    browse(log, site, client, at, { isCached: isRegular, ...visit })
  }
}

/** An office, a school or a carrier: many people behind one address. `perHour`: visits of each. */
export function gateway(
  log: Log,
  site: Site,
  people: number,
  { perHour, from = log.from, to = log.to, ...visit }: Crowd,
): Client {
  const all = log.clients.household(people)
  const seen = new Set<Client>()
  for (const at of log.times(from, to, HOUR / (perHour * people))) {
    const one = log.random.pick(all)
    browse(log, site, one, at, { isCached: seen.has(one), ...visit })
    seen.add(one)
  }
  return log.spare(all[0]!, `${people} people behind one address`)
}
