import { Random } from '../../../lib/random.ts'
import { steady } from './attackers.fixture.ts'
import type { Circumstances, Line } from './naive-study.fixture.ts'

const SITE = 'https://shop.example/'
const AGENTS = Array.from({ length: 12 }, (_, i) => `Mozilla/5.0 (Browser ${i})`)
const sorted = (lines: Line[]) => lines.sort((a, b) => a.at - b.at)
const repeat = (times: number, every: number, some: (n: number) => readonly Line[]) =>
  sorted(Array.from({ length: times }, (_, n) => some(n).map((line) => ({ ...line, at: line.at + n * every }))).flat())

/** A page and what belongs to it, within `length` seconds. */
function pageLoad(seed: number, assets: number, length: number, unchanged = 0, agent = AGENTS[0]!): Line[] {
  const random = new Random(seed)
  const page: Line = { at: 0, path: `/product/${random.below(300)}`, bytes: 20_000, referrer: SITE, agent }
  const rest = Array.from({ length: assets }, (_, i): Line => {
    const line = { at: length * random.next(), referrer: SITE, agent }
    if (i % 20 === 7) return { ...line, path: '/api/events', method: 'POST', status: 204, bytes: 0 }
    const status = random.next() < unchanged ? 304 : 200
    return { ...line, path: `/img/${i}.webp`, status, bytes: status === 304 ? 0 : 9_000 }
  })
  return [page, ...rest]
}

const partner = (requests: number, posts: boolean) => (n: number) =>
  steady(
    requests / 10,
    10,
    (i) => ({
      ...(posts && i % 30 === 29
        ? { path: '/api/v1/stock', method: 'POST', status: 202, bytes: 64 }
        : { path: `/api/v1/orders?page=${i}`, bytes: 6_000 + ((i * 7_919) % 9_000) }),
      agent: 'partner-sync/5.4 (okhttp/4.12.0)',
    }),
    1,
    n + 1,
  )

function nextcloud(rate: number, length: number): Line[] {
  return steady(rate, length, (i, random) => {
    const agent = 'Mozilla/5.0 (Linux) mirall/3.13'
    const kind = random.below(20)
    if (kind < 4) return { agent, path: '/remote.php/dav/files/ann/', method: 'PROPFIND', status: 207, bytes: 900 }
    if (kind === 4)
      return {
        agent,
        path: `/remote.php/dav/uploads/ann/${i}/.file`,
        method: 'MOVE',
        status: [404, 409, 412, 423][i % 4]!,
        bytes: 240,
      }
    if (kind === 5)
      return { agent, path: '/remote.php/dav/calendars/ann/', method: 'REPORT', status: 207, bytes: 2_400 }
    if (kind < 9) return { agent, path: `/remote.php/dav/uploads/ann/${i}`, method: 'MKCOL', status: 201, bytes: 0 }
    if (kind === 9)
      return { agent, path: `/index.php/core/preview?fileId=${i}`, status: i % 3 === 0 ? 404 : 200, bytes: 9_000 }
    return { agent, path: `/remote.php/dav/uploads/ann/${i}/1`, method: 'PUT', status: 201, bytes: 0 }
  })
}

function office(people: number, length: number): Line[] {
  const random = new Random(5)
  return sorted(
    Array.from({ length: people }, (_, n) => {
      const start = length * random.next()
      return pageLoad(n, 2 + random.below(8), 2, 0.2, random.pick(AGENTS)).map((line) => ({
        ...line,
        at: line.at + start,
      }))
    }).flat(),
  )
}

const missingFonts = repeat(10, 60, (n) => [
  ...pageLoad(n, 10, 2),
  ...Array.from({ length: 9 }, (_, i) => ({
    at: 1 + i / 10,
    path: `/fonts/shop-${i}.woff2`,
    status: 404,
    bytes: 146,
    referrer: SITE,
  })),
])
const favicon = steady(1 / 60, 7_200, () => ({ path: '/favicon.ico', status: 404, bytes: 146 }), 0)
export const crawler = steady(0.5, 3_000, (i) => ({
  path: i % 25 === 24 ? `/archive/${i}.html` : i % 5 === 0 ? `/tag/${i}` : `/product/${i}`,
  status: i % 25 === 24 ? 404 : 200,
  agent: 'Mozilla/5.0 (compatible; ExampleBot/2.1; +https://crawler.example/bot.html)',
}))
const forgotten: Line[] = sorted([
  ...Array.from(
    { length: 8 },
    (_, i): Line => ({ at: 20 * i, path: '/login', method: 'POST', status: 401, bytes: 400, referrer: `${SITE}login` }),
  ),
  ...Array.from(
    { length: 8 },
    (_, i): Line => ({ at: 20 * i + 0.2, path: '/login', bytes: 3_000, referrer: `${SITE}login` }),
  ),
])
const api = 'ExampleApp/3 (okhttp/4.12.0)'

/** Everybody who must not be banned, with no day behind them, most of them at their busiest. */
export const people: [string, readonly Line[], Circumstances?][] = [
  ['a page load of 90 requests in 3 s', pageLoad(1, 89, 3)],
  ['a page of 150 requests in 1 s', pageLoad(2, 149, 1)],
  ['somebody who opens a page of 90 requests every 5 s', repeat(40, 5, (n) => pageLoad(n, 89, 3))],
  ['a gallery of 150 thumbnails in 6 s', pageLoad(3, 150, 6)],
  ['a gallery whose thumbnails have no ending', steady(25, 6, (i) => ({ path: `/thumb?id=${i}`, referrer: SITE }))],
  ['a developer who reloads every 3 s', repeat(100, 3, (n) => pageLoad(n, 59, 1, 0.6))],
  [
    'the developer, where the log tells neither referrer nor agent',
    repeat(100, 3, (n) => pageLoad(n, 59, 1, 0.6)),
    { hasReferrers: false, hasAgents: false },
  ],
  ['an office of 300 that follows a link within 10 s', office(300, 10)],
  ['an office of 120 within 20 s, known as a gateway', office(120, 20), { standing: 'gateway', before: 8_000 }],
  ['an office whose pictures are elsewhere', office(300, 30).filter(({ path }) => !path.endsWith('.webp'))],
  ['an API partner: 300 requests in 10 s every 5 minutes', repeat(4, 300, partner(300, false))],
  ['an API partner that also writes: 120 in 10 s', repeat(6, 300, partner(120, true))],
  ['an API partner seen for the first time on a site with pictures', partner(300, true)(1)],
  ['a sync client at work', nextcloud(3, 600)],
  ['the first synchronisation of a sync client', nextcloud(20, 200)],
  [
    'a phone that uploads 200 photos a minute by PUT',
    steady(200 / 60, 300, (i) => ({ path: `/upload/IMG_${i}.jpg`, method: 'PUT', status: 201, bytes: 38, agent: api })),
  ],
  [
    'a phone that uploads 200 records a minute by POST answered 200',
    steady(200 / 60, 300, () => ({ path: '/api/records', method: 'POST', bytes: 15, agent: api })),
  ],
  [
    'events answered 200 all alike, one a second',
    steady(1, 900, () => ({ path: '/api/events', method: 'POST', bytes: 15, agent: api })),
  ],
  [
    'GraphQL',
    steady(3, 600, (_, random) => ({
      path: '/graphql',
      method: 'POST',
      bytes: 100 + random.below(9_000),
      referrer: SITE,
    })),
  ],
  [
    'a monitor every 10 s',
    steady(0.1, 7_200, () => ({ path: '/health', method: 'HEAD', bytes: 0, agent: 'Uptime/3.2' }), 0.01),
  ],
  [
    'a monitor every second',
    steady(1, 900, () => ({ path: '/health', method: 'HEAD', bytes: 0, agent: 'Uptime/3.2' }), 0.01),
  ],
  [
    'a feed reader for many',
    steady(0.5, 1_800, () => ({ path: '/feed.xml', status: 304, bytes: 0, agent: 'FeedFetcher/1.9' })),
  ],
  [
    'an application that polls 5 times a second',
    steady(5, 600, () => ({ path: '/api/state', referrer: SITE, bytes: 300 }), 0.1),
  ],
  ['a page with nine missing fonts', missingFonts],
  [
    'nine missing things that are no assets, by a browser',
    [
      ...pageLoad(1, 20, 2),
      ...Array.from(
        { length: 9 },
        (_, i): Line => ({ at: 3 + i / 9, path: `/maps/${'abcdefghi'[i]}.map`, status: 404, referrer: SITE }),
      ),
    ],
  ],
  [
    'a page of sixty authors without a portrait',
    steady(30, 2, (i) => ({ path: `/avatar/${i}`, status: 404, bytes: 90, referrer: SITE })),
  ],
  ['a favicon polled each minute', favicon],
  ['a crawler that meets 4 % of old links', crawler],
  ['a crawler of a site that was rebuilt', crawler.map((line, i) => (i % 3 > 0 ? { ...line, status: 404 } : line))],
  ['a crawler that is redirected to https', crawler.map((line) => ({ ...line, status: 301, bytes: 169 }))],
  [
    'a client that is redirected each time and follows',
    steady(1, 300, (i) => ({
      path: `/feed/${'abcdefghijklmnop'[(i >> 1) % 16]}${i >> 5}`,
      status: i % 2 ? 200 : 301,
      bytes: i % 2 ? 9_000 : 169,
      agent: api,
    })),
  ],
  ['a person who forgot a password', forgotten],
  [
    'a client whose key has run out: 401 each minute',
    steady(1 / 60, 7_200, () => ({ path: '/api/me', status: 401, bytes: 60, agent: api }), 0),
  ],
  [
    'a sync client with an old password, each 30 s',
    steady(
      1 / 30,
      7_200,
      () => ({ path: '/remote.php/dav/', method: 'PROPFIND', status: 401, bytes: 60, agent: api }),
      0,
    ),
  ],
  [
    'a client that fetches a token before each call',
    steady(1, 600, (i) =>
      i % 2 ? { path: '/api/orders', agent: api } : { path: '/oauth/token', method: 'POST', bytes: 900, agent: api },
    ),
  ],
  [
    'a client that is told to be slower',
    steady(2, 300, (i) => ({ path: '/api/items', method: 'POST', status: i % 3 ? 201 : 429, bytes: 60, agent: api })),
  ],
  [
    'a program whose session ended, over many items',
    steady(5, 20, (i) => ({ path: `/api/items/${i}`, status: 401, bytes: 60, agent: api })),
  ],
  [
    'a WebDAV client that is refused before each answer',
    steady(2, 200, (i) => ({
      path: `/dav/folder-${'abcdefghij'[Math.floor(i / 20) % 10]}/${'abcdefghij'[(i >> 1) % 10]}.doc`,
      method: 'PROPFIND',
      status: i % 2 ? 207 : 401,
      bytes: 500,
      agent: api,
    })),
  ],
  [
    'an open page whose session has ended',
    steady(2, 600, () => ({ path: '/api/state', status: 401, bytes: 60, referrer: SITE })),
  ],
  [
    'a page of 100 pictures whose paths have no ending',
    steady(60, 100 / 60, (i) => ({ path: `/image/${i}/200x200`, referrer: SITE, bytes: 9_000 })),
  ],
  [
    'a package manager that looks for translations',
    steady(5, 10, (i) => ({
      path: `/dists/x/${'abcdefghijklmnopqrstuvwxy'[i >> 1]}`,
      status: i % 3 ? 200 : 404,
      agent: 'Debian APT-HTTP/1.3',
    })),
  ],
  [
    'somebody who downloads a large file in 48 parts',
    steady(2, 24, () => ({ path: '/linux.iso', bytes: 5e9 / 48, agent: 'aria2/1.36' })),
  ],
  [
    'an open page that asks for what is missing',
    steady(2, 600, () => ({ path: '/api/news', status: 404, bytes: 60, referrer: SITE })),
  ],
  [
    'an open page that renews its session each 20 s',
    steady(1 / 20, 3_600, () => ({ path: '/session/login', method: 'POST', bytes: 60, referrer: SITE })),
  ],
  [
    'a program that renews its session each minute',
    steady(1 / 60, 7_200, () => ({ path: '/oauth/token', method: 'POST', bytes: 900, agent: api })),
  ],
  [
    'a program with an old password, each minute',
    steady(1 / 60, 7_200, () => ({ path: '/login', method: 'POST', status: 401, bytes: 60, agent: api })),
  ],
  ['somebody who downloads one large file', [{ at: 0, path: '/linux.iso', bytes: 6e9, agent: 'Wget/1.21' }]],
  ['somebody who watches a film', steady(0.5, 600, (i) => ({ path: `/film/${i}.ts`, bytes: 12e6, referrer: SITE }))],
]
