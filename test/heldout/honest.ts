import { type EpochMilliseconds, HOUR, MINUTE, SECOND } from '../../src/domain/units.ts'
import { AGENTS, type Client } from './clients.ts'
import type { Log } from './log.ts'
import { load, type Site } from './site.ts'

interface Span {
  readonly from?: EpochMilliseconds
  readonly to?: EpochMilliseconds
}

interface Crawl extends Span {
  /** Seconds between two requests. */
  readonly gap: number
  /** What it asks for; else pages of the site, with some that are long gone. */
  readonly path?: (i: number) => string
  readonly isSteady?: boolean
  readonly gone?: number
}

/** A crawler that says who it is: robots.txt first, then page after page. */
export function crawler(
  log: Log,
  site: Site,
  agent: string,
  { gap, from = log.from, to = log.to, path, isSteady, gone = 0.06 }: Crawl,
): Client {
  const { random } = log
  const client = log.spare(log.clients.v4(agent), `a declared crawler, a page each ${gap} s: ${agent.slice(0, 60)}`)
  let i = 0
  for (const at of log.times(from, to, gap * SECOND, isSteady)) {
    if (i++ % 400 === 0) log.hit(client, at - 400, 'GET', '/robots.txt', 200, 312)
    const one = path?.(i)
    if (one !== undefined) log.hit(client, at, 'GET', one, 200, log.around(site.html, 0.3))
    else if (random.next() < gone) log.hit(client, at, 'GET', `/old/${random.below(4_000)}.html`, 404, 1_180)
    else
      log.hit(
        client,
        at,
        'GET',
        random.pick(site.pages).path,
        random.next() < 0.1 ? 304 : 200,
        log.around(site.html, 0.3),
      )
  }
  return client
}

export function monitor(log: Log, agent: string, path: string, gap: number, method = 'GET', status = 200): Client {
  const client = log.spare(log.clients.v4(agent), `a monitor: the same request each ${gap} s, answered ${status}`)
  for (const at of log.times(log.from, log.to, gap * SECOND, true))
    log.hit(client, at, method, path, status, method === 'HEAD' ? 0 : 42)
  return client
}

export function feedReader(log: Log, agent: string, path: string, gap: number): Client {
  const client = log.spare(
    log.clients.v4(agent),
    `a feed reader: the same feed each ${gap / 60} min, nearly always 304`,
  )
  for (const at of log.times(log.from, log.to, gap * SECOND, true)) {
    const isNew = log.random.next() < 0.05
    log.hit(client, at, 'GET', path, isNew ? 200 : 304, isNew ? 48_211 : 0)
  }
  return client
}

/** A link is sent round: services fetch the page and its picture, a few times each, within seconds. */
export function linkPreviews(log: Log, site: Site, at: EpochMilliseconds, times: number): Client {
  const client = log.spare(log.clients.v4(AGENTS.preview), `link previews: ${times} within a minute`)
  const page = log.random.pick(site.pages)
  for (let i = 0; i < times; i++)
    log.hit(client, at + log.random.below(MINUTE), 'GET', page.path, i % 3 === 0 ? 206 : 200, 24_000)
  return client
}

/** A person who opens a whole list of links at once. */
export function tabs(log: Log, site: Site, at: EpochMilliseconds, count: number): Client {
  const client = log.spare(log.clients.person(), `opens ${count} tabs within ten seconds`)
  for (let i = 0; i < count; i++) {
    const page = site.pages[(i * 7) % site.pages.length]!
    load(log, site, client, at + i * (10_000 / count), page, {
      referrer: `https://${site.host}/`,
      isFirst: i === 0,
      isCached: false,
    })
  }
  return client
}

/** Bookmarks of a site as it was before: a dead page now and then, again and again the same dozen. */
export function brokenBookmarks(log: Log, site: Site): Client {
  const client = log.spare(log.clients.person(), 'a person with a dozen bookmarks of pages that are gone')
  for (const at of log.times(log.from, log.to, 25 * MINUTE)) {
    log.hit(client, at, 'GET', `/forum/viewtopic.php?t=${1_000 + 17 * log.random.below(12)}`, 404, 1_180)
    load(log, site, client, at + 6_000, site.pages[0]!, { referrer: '-', isFirst: true, isCached: true })
  }
  return client
}

/** Types a wrong password a few times, asks for a new one, and is in. */
export function forgetful(
  log: Log,
  at: EpochMilliseconds,
  login: string,
  wrong: readonly [status: number, bytes: number],
  tries = 6,
): Client {
  const client = log.spare(log.clients.person(), `forgot his password: ${tries} failures, then in`)
  let now = at
  for (let i = 0; i <= tries; i++, now += log.around(14_000, 0.5)) {
    if (i === 0) log.hit(client, now - 4_000, 'GET', login, 200, 5_120)
    if (i < tries) log.hit(client, Math.round(now), 'POST', login, wrong[0], wrong[1])
    else log.hit(client, Math.round(now), 'POST', login, 302, 0)
  }
  return client
}

export interface Burst extends Span {
  readonly method: string
  readonly path: (i: number) => string
  readonly status: number
  readonly bytes: number
  /** Requests at a time, so many milliseconds apart. */
  readonly size: number
  readonly apart: number
  /** Mean seconds between two bursts. */
  readonly gap: number
  readonly referrer?: string
}

/** Nothing for a while, then many at once: webhooks, uploads, suggestions while somebody types, tiles of a map. */
export function bursts(
  log: Log,
  client: Client,
  { method, path, status, bytes, size, apart, gap, from = log.from, to = log.to, referrer }: Burst,
): Client {
  let i = 0
  for (const start of log.times(from, to, gap * SECOND)) {
    const count = Math.max(1, Math.round(log.around(size, 0.4)))
    for (let n = 0, at = start; n < count; n++, at += log.around(apart, 0.4))
      log.hit(client, Math.round(at), method, path(i++), status, bytes === 0 ? 0 : log.around(bytes, 0.5), referrer)
  }
  return client
}

/** A script of an open page that asks again and again: a heartbeat, a chat, a counter. */
export function heartbeat(
  log: Log,
  client: Client,
  from: EpochMilliseconds,
  hours: number,
  gap: number,
  [method, path, status, bytes]: readonly [string, string, number, number],
  referrer?: string,
): Client {
  for (const at of log.times(from, from + hours * HOUR, gap * SECOND, true))
    log.hit(client, at, method, path, status, bytes, referrer)
  return client
}
