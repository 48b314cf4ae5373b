import { SECOND } from '../../src/domain/units.ts'
import { flood, scan, send } from './attacks.ts'
import { AGENTS } from './clients.ts'
import { bursts, crawler, tabs } from './honest.ts'
import type { Scenario } from './scenario.ts'
import { crowd, gateway } from './site.ts'
import { news } from './sites.ts'

export const deliveries: readonly Scenario[] = [
  {
    name: 'download mirror with ranges, package managers and one hog',
    start: 4,
    hours: 6,
    build(log) {
      const { clients, random } = log
      const suite = '/debian/dists/bookworm'
      for (const at of log.times(log.from, log.to, 20 * SECOND)) {
        const host = clients.v4(AGENTS.apt)
        let now = at
        const later = (wait: number) => {
          now += wait
          return now
        }
        for (const path of ['/InRelease', '/main/binary-amd64/Packages.xz', '/main/i18n/Translation-en.xz'])
          log.hit(host, later(120), 'GET', suite + path, random.next() < 0.7 ? 304 : 200, 9_000)
        for (let n = random.below(40); n > 0; n--)
          log.hit(
            host,
            later(40 + random.below(200)),
            'GET',
            `/debian/pool/main/l/lib${random.below(900)}_1.deb`,
            200,
            300_000,
          )
      }
      const languages = Array.from(
        { length: 60 },
        (_, i) =>
          `${suite}/contrib/i18n/Translation-${String.fromCharCode(97 + (i % 26), 97 + ((i * 7) % 26))}.${i % 2 ? 'gz' : 'bz2'}`,
      )
      const build = log.spare(
        clients.v4(AGENTS.apt),
        'a build farm: 400 packages in ten seconds, and sixty different indexes that are not there',
      )
      for (const hour of [0.5, 1, 2, 2.5, 4]) {
        log.excuse(log.at(hour), log.at(hour + 0.01))
        for (const path of languages) log.hit(build, log.at(hour) + random.below(9_000), 'GET', path, 404, 274)
        for (let n = 0; n < 400; n++)
          log.hit(
            build,
            log.at(hour) + 9_000 + random.below(12_000),
            'GET',
            `/debian/pool/main/p/p${n}_1.deb`,
            200,
            200_000,
          )
      }
      const manager = log.spare(
        clients.v4('aria2/1.36.0'),
        'a download manager: 16 ranges at a time, 206 each, for half an hour',
      )
      send(log, manager, { from: log.at(3), hours: 0.5, rate: 1.5 }, () => ({
        method: 'GET',
        path: '/iso/desktop-13.1.iso',
        status: 206,
        bytes: 1_048_576,
      }))
      const rsync = log.spare(clients.v4('Wget/1.21.4'), 'another mirror: HEAD for each of 12,000 files, once a day')
      send(log, rsync, { from: log.at(1), hours: 0.7, rate: 5, isSteady: true }, (i) => ({
        method: 'HEAD',
        path: `/debian/pool/main/${i}.deb`,
        status: 200,
        bytes: 0,
      }))
      flood(
        log,
        clients.v4(AGENTS.curl),
        { from: log.at(4.5), hours: 1, rate: 8 },
        () => '/iso/desktop-13.1.iso',
        3_900_000_000,
      )
      scan(log, clients.v4(clients.browser()), { from: log.at(5), hours: 0.1, rate: 1 })
    },
  },
  {
    name: 'map tiles',
    start: 9,
    hours: 3,
    build(log) {
      const { clients, random } = log
      for (const at of log.times(log.from, log.to, 25 * SECOND)) {
        // Looks around: each move brings twenty to a hundred tiles, over the sea some that do not exist.
        const person = clients.person()
        let now = at
        for (let move = 0; move < 4 + random.below(10); move++, now += log.around(5_000)) {
          const zoom = 5 + random.below(13)
          for (let n = 20 + random.below(60); n > 0; n--)
            log.hit(
              person,
              Math.round(now) + random.below(900),
              'GET',
              `/tiles/${zoom}/${random.below(9_000)}/${random.below(9_000)}.png`,
              random.next() < 0.08 ? 404 : 200,
              12_000,
              'https://map.example/',
            )
        }
      }
      const planner = log.spare(
        clients.person(),
        'plans a tour all afternoon: thousands of tiles, hundreds of them missing',
      )
      bursts(log, planner, {
        method: 'GET',
        path: (i) => `/tiles/15/${4_000 + (i % 90)}/${2_000 + Math.floor(i / 90)}.png`,
        status: 200,
        bytes: 12_000,
        size: 60,
        apart: 25,
        gap: 14,
        from: log.at(0.5),
        to: log.at(1.5),
        referrer: 'https://map.example/',
      })
      bursts(log, planner, {
        method: 'GET',
        path: (i) => `/tiles/15/${5_000 + i}/7.png`,
        status: 404,
        bytes: 150,
        size: 8,
        apart: 25,
        gap: 40,
        from: log.at(0.5),
        to: log.at(1.5),
        referrer: 'https://map.example/',
      })
      flood(
        log,
        clients.v4(AGENTS.python),
        { from: log.at(2), hours: 0.3, rate: 30, isSteady: true },
        (i) => `/tiles/16/${30_000 + (i % 400)}/${20_000 + Math.floor(i / 400)}.png`,
        12_000,
      )
    },
  },
  {
    name: 'live video in pieces of four seconds',
    start: 18,
    hours: 2,
    build(log) {
      const { clients, random } = log
      const view = (
        client: { address: string; source: string; agent: string | readonly string[] },
        from: number,
        to: number,
      ) => {
        let n = Math.floor(from / 4_000)
        for (const at of log.times(from, to, 4 * SECOND, true)) {
          log.hit(client, at, 'GET', '/live/1/index.m3u8', 200, 900, 'https://tv.example/')
          // One whose line is slow asks for pieces that are gone.
          log.hit(
            client,
            at + 90,
            'GET',
            `/live/1/segment-${n++}.ts`,
            random.next() < 0.01 ? 404 : 200,
            1_900_000,
            'https://tv.example/',
          )
        }
      }
      for (const at of log.times(log.from, log.at(1), 40 * SECOND)) view(clients.person(), at, at + log.around(900_000))
      // The match begins.
      for (let i = 0; i < 130; i++)
        view(clients.person(), log.at(1) + random.below(150_000), log.at(1.4) + random.below(600_000))
      log.trouble(
        ['flash-crowd', 'traffic-surge', 'client-surge', 'bandwidth-surge', 'endpoint-share'],
        log.at(1),
        log.at(1.55),
      )
      const pub = clients.household(9)
      log.spare(pub[0]!, 'nine viewers behind one address')
      for (const one of pub) view(one, log.at(0.2), log.at(1.8))
      const late = log.spare(clients.person(), 'jumps back to the beginning: 400 pieces as fast as the line is')
      send(log, late, { from: log.at(1.2), hours: 0.01, rate: 11 }, (i) => ({
        method: 'GET',
        path: `/live/1/segment-${1_000 + i}.ts`,
        status: 200,
        bytes: 1_900_000,
        referrer: 'https://tv.example/',
      }))
    },
  },
  {
    name: 'a mail to all customers: eight times the traffic',
    start: 8,
    hours: 4,
    build(log) {
      const { clients, random } = log
      crowd(log, news, { perHour: 300, isFlat: true })
      gateway(log, news, 80, { perHour: 1 })
      crawler(log, news, AGENTS.googlebot, { gap: 2 })
      const sent = log.at(2)
      for (const [from, perHour] of [
        [0, 3_600],
        [0.1, 2_800],
        [0.25, 1_300],
        [0.45, 500],
      ] as const)
        crowd(log, news, {
          perHour,
          isFlat: true,
          regulars: 0,
          from: sent + from * 3_600_000,
          to: sent + (from + 0.2) * 3_600_000,
          entry: '/sale?utm_source=mail&utm_campaign=spring',
          referrer: 'https://mail.google.com/',
          pages: 2,
        })
      const proxy = log.spare(
        clients.v4(AGENTS.mail),
        'a mail provider fetches pictures for its users: 12 a second from one address',
      )
      send(log, proxy, { from: sent, hours: 0.4, rate: 12 }, (i) => ({
        method: 'GET',
        path: `/mail/2026-03/header-${i % 6}.png`,
        status: 200,
        bytes: 44_000,
      }))
      for (let i = 0; i < 40; i++) {
        // Link checkers of companies click on everything within a second or two.
        const checker =
          i === 0
            ? log.spare(clients.v4(clients.browser()), 'a mail filter that follows all 25 links at once')
            : clients.v4(clients.browser())
        for (let n = 0; n < 25; n++)
          log.hit(
            checker,
            sent + 1_000 * (i + random.below(40)),
            n % 2 ? 'HEAD' : 'GET',
            random.pick(news.pages).path,
            200,
            n % 2 ? 0 : 26_000,
          )
      }
      log.trouble(
        ['flash-crowd', 'traffic-surge', 'client-surge', 'bandwidth-surge', 'endpoint-share'],
        sent,
        sent + 0.6 * 3_600_000,
      )
      tabs(log, news, log.at(2.2), 30)
    },
  },
]
