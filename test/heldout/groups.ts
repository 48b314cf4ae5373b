import { SECOND } from '../../src/domain/units.ts'
import { flood, PROBES, send } from './attacks.ts'
import { AGENTS, type Client } from './clients.ts'
import { crawler, forgetful, monitor } from './honest.ts'
import type { Scenario } from './scenario.ts'
import { crowd, gateway } from './site.ts'
import { forum, news, shop } from './sites.ts'

export const groups: readonly Scenario[] = [
  {
    name: 'the backend is down for twelve minutes: 502 for all',
    start: 9,
    hours: 4,
    build(log) {
      const { clients, random } = log
      const [down, up] = [log.at(2), log.at(2.2)]
      const isStatic = (path: string) => /\.(css|js|jpg|webp|avif|woff2?|png|ico)(\?|$)|^\/static/.test(path)
      log.answer = (hit, at) =>
        at >= down && at < up && !isStatic(hit.path) ? { ...hit, status: 502, bytes: 157 } : hit
      crowd(log, shop, { perHour: 220 })
      gateway(log, shop, 120, { perHour: 0.6 })
      crawler(log, shop, AGENTS.googlebot, { gap: 2 })
      monitor(log, AGENTS.uptime, '/', 30)
      for (let i = 0; i < 70; i++) {
        const client: Client =
          i < 4 ? log.spare(clients.person(), 'presses reload until the page comes') : clients.person()
        const from = down + random.below(8 * 60_000)
        for (const at of log.times(from, Math.min(up, from + random.below(300_000)), log.around(4_000)))
          log.hit(client, at, 'GET', random.pick(shop.pages).path, 502, 157)
      }
      const poller = log.spare(clients.person(), 'a page whose script asks twice a second while it gets errors')
      for (const at of log.times(down, up, 500))
        log.hit(poller, at, 'GET', '/customer/section/load/?sections=cart', 502, 157)
      log.trouble(
        ['server-errors', 'traffic-surge', 'bandwidth-surge', 'traffic-drop', 'not-found', 'client-errors'],
        down,
        up,
      )
    },
  },
  {
    name: 'a botnet of 2,000 on /search',
    start: 12,
    hours: 2,
    build(log) {
      const { clients, random } = log
      crowd(log, news, { perHour: 420, isFlat: true })
      gateway(log, news, 100, { perHour: 1 })
      const [from, to] = [log.at(1), log.at(1.3)]
      for (let i = 0; i < 2_000; i++) {
        const bot = log.attack(clients.v4(clients.browser()), 'distributed-flood', from, to)
        for (const at of log.times(from + random.below(20_000), to, 20 * SECOND))
          log.hit(bot, at, 'GET', `/search?q=${random.below(1e6).toString(36)}`, 200, 11_000)
      }
      log.trouble(
        ['distributed-flood', 'traffic-surge', 'client-surge', 'endpoint-share', 'bandwidth-surge', 'method-mix'],
        from,
        to,
      )
    },
  },
  {
    name: 'a scan by 300 addresses, a few paths each',
    start: 1,
    hours: 3,
    build(log) {
      const { clients, random } = log
      crowd(log, forum, { perHour: 200, isFlat: true })
      gateway(log, forum, 40, { perHour: 0.6 })
      const [from, to] = [log.at(1.5), log.at(2)]
      for (let i = 0; i < 300; i++) {
        const bot = log.attack(clients.v4(clients.browser()), 'distributed-scan', from, to)
        const first = from + random.below(1_700_000)
        for (let n = 0; n < 6 + random.below(5); n++)
          log.hit(bot, first + random.below(90_000), 'GET', PROBES[(i * 7 + n) % PROBES.length]!, 404, 548)
      }
      log.trouble(['distributed-scan', 'not-found', 'client-errors', 'client-surge'], from, to)
    },
  },
  {
    name: 'stolen passwords tried from 500 addresses',
    start: 10,
    hours: 4,
    build(log) {
      const { clients, random } = log
      crowd(log, shop, { perHour: 200, pages: 3, isFlat: true })
      gateway(log, shop, 60, { perHour: 0.7 })
      for (const at of log.times(log.from, log.to, 90 * SECOND)) {
        const person = clients.person()
        if (random.next() < 0.2) log.hit(person, at - 12_000, 'POST', '/customer/account/loginPost/', 401, 212)
        log.hit(
          person,
          at,
          'POST',
          '/customer/account/loginPost/',
          302,
          0,
          'https://shop.example/customer/account/login/',
        )
      }
      for (const hour of [1, 2.2, 2.6, 3]) forgetful(log, log.at(hour), '/customer/account/loginPost/', [401, 212], 6)
      const [from, to] = [log.at(2), log.at(3)]
      for (let i = 0; i < 500; i++) {
        const bot = log.attack(clients.v4(clients.browser()), 'credential-stuffing', from, to)
        for (let n = 0; n < 6; n++) {
          const works = random.next() < 0.01
          log.hit(
            bot,
            from + random.below(3_590_000),
            'POST',
            '/customer/account/loginPost/',
            works ? 302 : 401,
            works ? 0 : 212,
          )
        }
      }
      log.trouble(['credential-stuffing', 'client-errors', 'method-mix', 'endpoint-share', 'client-surge'], from, to)
    },
  },
  {
    name: 'an attack inside a flash crowd',
    start: 17,
    hours: 2,
    build(log) {
      const { clients } = log
      crowd(log, news, { perHour: 250, isFlat: true })
      gateway(log, news, 60, { perHour: 1 })
      crowd(log, news, {
        perHour: 2_000,
        isFlat: true,
        regulars: 0,
        from: log.at(1),
        to: log.at(1.4),
        entry: '/article/storm-88001.html',
        referrer: 'https://news.ycombinator.com/',
        pages: 2,
      })
      log.trouble(
        ['flash-crowd', 'traffic-surge', 'client-surge', 'bandwidth-surge', 'endpoint-share'],
        log.at(1),
        log.at(1.5),
      )
      flood(log, clients.v4(clients.browser()), { from: log.at(1.1), hours: 0.2, rate: 12 }, () => '/search?q=storm')
      flood(log, clients.v4(AGENTS.go), { from: log.at(1.15), hours: 0.1, rate: 40 }, (i) => `/article/x-${i}.html`)
    },
  },
  {
    name: 'five addresses of one network take turns',
    start: 10,
    hours: 3,
    build(log) {
      crowd(log, shop, { perHour: 220, pages: 4, isFlat: true })
      gateway(log, shop, 60, { perHour: 0.7 })
      const agent = log.clients.browser()
      for (let i = 0; i < 5; i++) {
        const address = `203.0.113.${40 + i}`
        const bot = log.attack(
          { address, source: address, agent, protocol: '1.1' },
          'source-scrape',
          log.at(1),
          log.at(2.5),
        )
        send(log, bot, { from: log.at(1), hours: 1.5, rate: 0.6, isSteady: true }, (n) => ({
          method: 'GET',
          path: shop.pages[6 + ((n * 5 + i) % 900)]!.path,
          status: 200,
          bytes: 31_000,
        }))
      }
    },
  },
]
