import { listed, steady } from './attackers.fixture.ts'
import type { Circumstances, Line } from './naive-study.fixture.ts'
import { crawler } from './people.fixture.ts'
import { PRIOR } from './population-numbers.ts'

const api = 'ExampleApp/3 (okhttp/4.12.0)'
/** A site of apps, package managers and the like. */
const programs = { ...PRIOR, referredShare: 0, programShare: 0.9, servesAssets: false }
const after = (lines: readonly Line[], at: number) => lines.map((line) => ({ ...line, at: line.at + at }))

/** Programs that must not be banned, whatever trouble they have. */
export const programsAtWork: [string, readonly Line[], Circumstances?][] = [
  [
    'a user who is signed in and fetches all that is there',
    steady(5, 600, (i) => ({ path: `/dav/${i}/${listed(i)}`, user: 'ann', agent: 'Mozilla/5.0 (sync)' })),
  ],
  [
    'a first sync by a program, as fast as answers come',
    steady(12, 600, (i) => ({ path: `/files/ann/${i}.odt`, bytes: 90_000, agent: 'Mozilla/5.0 (sync)' })),
    { population: programs },
  ],
  [
    'a script of a page that asks twice a second while all fails',
    steady(2, 720, () => ({ path: '/cart/state', status: 502, bytes: 157 })),
  ],
  [
    'an app that asks again each quarter of a second, and gives up waiting',
    steady(4, 600, () => ({ path: '/api/state', status: 499, bytes: 0, agent: api })),
  ],
  [
    'a balancer that has looked twice a second for two hours, and is refused during a release',
    steady(2, 7_200, (i) => ({ path: '/', method: 'OPTIONS', status: i < 13_000 ? 200 : 503, bytes: 0 }), 0.01),
    { standing: 'known', before: 90_000 },
  ],
  [
    'a device whose key was revoked: a POST each five seconds',
    steady(0.2, 3_600, () => ({ path: '/ingest', method: 'POST', status: 401, bytes: 0, agent: 'esp/1' }), 0.01),
  ],
  [
    'the same device, whose line comes back after an hour',
    [
      ...steady(0.2, 3_600, () => ({ path: '/ingest', method: 'POST', status: 401, bytes: 0, agent: 'esp/1' }), 0.01),
      ...after(
        steady(15, 8, () => ({ path: '/ingest', method: 'POST', status: 401, bytes: 0, agent: 'esp/1' })),
        3_900,
      ),
    ],
  ],
  [
    'an app that polls each three seconds and whose token has run out',
    [
      ...steady(3, 20, () => ({ path: '/api/me', agent: api })),
      ...after(
        steady(1 / 3, 3_600, () => ({ path: '/api/me', status: 401, bytes: 60, agent: api }), 0.05),
        20,
      ),
    ],
  ],
  [
    'a crawler of a moved site, a page each two seconds',
    crawler.map((line, i) => (i % 8 ? { ...line, status: 404 } : line)),
  ],
  [
    'a build farm: indexes that are not there, then packages',
    [
      ...steady(6, 9, (i) => ({ path: listed(i), status: 404, bytes: 274, agent: 'Debian APT-HTTP/1.3' })),
      ...after(
        steady(30, 12, (i) => ({ path: `/pool/p${i}.deb`, bytes: 200_000, agent: 'Debian APT-HTTP/1.3' })),
        9,
      ),
    ],
    { population: programs },
  ],
  [
    'a mirror that looks at each of its files once',
    steady(5, 2_400, (i) => ({ path: `/pool/${i}.deb`, method: 'HEAD', bytes: 0, agent: 'Wget/1.21' }), 0.05),
    { population: programs },
  ],
]
