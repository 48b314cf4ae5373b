import { HOUR, SECOND } from '../../src/domain/units.ts'
import { bruteForce, scan, scrape, send } from './attacks.ts'
import { AGENTS } from './clients.ts'
import { bursts, crawler, forgetful, heartbeat, linkPreviews, monitor, tabs } from './honest.ts'
import type { Log } from './log.ts'
import type { Scenario } from './scenario.ts'
import { browse, crowd, gateway } from './site.ts'
import { app, shop } from './sites.ts'

const PHONE = 'ShopApp/5.12.0 (Android 14; SM-A546B) okhttp/4.12.0'

/** Phones that ask, find their token too old, take a new one and ask again. */
function phones(log: Log, perHour: number): void {
  const { random, clients } = log
  const carrier = Array.from({ length: 300 }, (_, i) => ({
    ...clients.v4(''),
    agent: `ShopApp/5.${i % 13}.0 (${i % 3 === 0 ? 'iOS 17.4' : 'Android 14'}; build ${i % 40})`,
  }))
  const shared = log.spare(carrier[0]!, '300 phones of one carrier behind one address')
  for (const at of log.times(log.from, log.to, HOUR / perHour)) {
    const behind = random.next() < 0.3
    const phone = behind
      ? { ...shared, agent: random.pick(carrier).agent }
      : clients.v4(random.next() < 0.5 ? PHONE : AGENTS.okhttp)
    const calls = [
      '/v2/home',
      '/v2/me',
      '/v2/orders?limit=20',
      '/v2/messages/unread',
      `/v2/products/${random.below(900)}`,
    ]
    let now = at
    if (random.next() < 0.6) {
      for (const path of calls.slice(0, 3)) log.hit(phone, now + random.below(80), 'GET', path, 401, 58)
      log.hit(phone, now + 300, 'POST', '/v2/oauth/token', 200, 1_340)
      now += 600
    }
    for (let n = 2 + random.below(9); n > 0; n--, now += log.around(3_000))
      log.hit(phone, now, 'GET', random.pick(calls), 200, log.around(2_400))
  }
}

export const commerce: readonly Scenario[] = [
  {
    name: 'shop, a good working day',
    start: 8,
    hours: 8,
    build(log) {
      const { clients, random } = log
      crowd(log, shop, { perHour: 260, pages: 4 })
      gateway(log, shop, 30, { perHour: 0.8, pages: 3 })
      gateway(log, shop, 200, { perHour: 0.25, pages: 3 })
      for (let i = 0; i < 60; i++) {
        const typing =
          i === 0 ? log.spare(clients.person(), 'types into the search box: a suggestion a letter') : clients.person()
        bursts(log, typing, {
          method: 'GET',
          path: (n) => `/search/suggest?q=${'wooden garden chair'.slice(0, 1 + (n % 19))}`,
          status: 200,
          bytes: 900,
          size: 16,
          apart: 140,
          gap: 40,
          from: log.at(0.13 * i),
          to: log.at(0.13 * i) + 3 * 60 * SECOND,
          referrer: 'https://shop.example/',
        })
      }
      const pay = log.spare(clients.v4(AGENTS.stripe), 'a payment provider: webhooks in bursts of 40')
      bursts(log, pay, {
        method: 'POST',
        path: () => '/webhooks/stripe',
        status: 200,
        bytes: 2,
        size: 40,
        apart: 60,
        gap: 900,
      })
      const stock = log.spare(
        clients.v4('SAP NetWeaver Application Server (1.0;750)'),
        'the stock system: five POSTs a second for five minutes each hour',
      )
      for (let hour = 0; hour < 8; hour++)
        send(log, stock, { from: log.at(hour + 0.5), hours: 0.083, rate: 5, isSteady: true }, () => ({
          method: 'POST',
          path: '/rest/V1/inventory/source-items',
          status: 200,
          bytes: 2,
        }))
      const feed = log.spare(
        clients.v4('PriceCompare-Fetcher/2.1'),
        'a price comparison fetches a file of 40 MB four times',
      )
      for (const hour of [1, 3, 5, 7]) log.hit(feed, log.at(hour), 'GET', '/feeds/products.xml', 200, 41_000_000)
      const clerk = log.spare(
        clients.person(),
        'a clerk in the back office: 900 clicks in a day, a POST for each order',
      )
      send(log, clerk, { from: log.at(0.5), hours: 6, rate: 0.09 }, (i) => ({
        method: i % 2 ? 'POST' : 'GET',
        path: i % 2 ? '/admin/sales/order/save' : `/admin/sales/order/view/order_id/${5_000 + i}`,
        status: i % 2 ? 302 : 200,
        bytes: i % 2 ? 0 : 60_000,
      }))
      tabs(log, shop, log.at(2), 40)
      for (let i = 0; i < 6; i++)
        forgetful(log, log.at(1 + i), '/customer/account/loginPost/', [302, 0], 3 + random.below(6))
      crawler(log, shop, AGENTS.googlebot, { gap: 1.4 })
      crawler(log, shop, AGENTS.ahrefs, { gap: 1, from: log.at(4), to: log.at(5), isSteady: true })
      linkPreviews(log, shop, log.at(6), 50)
    },
  },
  {
    name: 'shop, scraped and robbed',
    start: 10,
    hours: 6,
    build(log) {
      const { clients } = log
      crowd(log, shop, { perHour: 200, pages: 4 })
      gateway(log, shop, 60, { perHour: 0.7, pages: 3 })
      crawler(log, shop, AGENTS.bingbot, { gap: 2 })
      const product = (i: number) => `${shop.pages[6 + (i % 900)]!.path}?color=${Math.floor(i / 900)}`
      scrape(log, clients.v4(clients.browser()), { from: log.at(1), hours: 1, rate: 2.5, isSteady: true }, product)
      scrape(log, clients.v4(clients.browser()), { from: log.at(2.5), hours: 2, rate: 1 }, product)
      bruteForce(
        log,
        clients.v4(clients.browser()),
        { from: log.at(3), hours: 1, rate: 0.33 },
        '/checkout/payment',
        402,
        118,
      )
      bruteForce(
        log,
        clients.v4(AGENTS.python),
        { from: log.at(4), hours: 0.5, rate: 1.5 },
        '/checkout/cart/couponPost/',
        302,
        0,
      )
      scan(log, clients.v4(clients.browser()), { from: log.at(5), hours: 0.1, rate: 2 })
    },
  },
  {
    name: 'API of a phone app, three minutes of 503',
    start: 9,
    hours: 3,
    build(log) {
      const { clients, random } = log
      const [down, up] = [log.at(1.5), log.at(1.55)]
      log.answer = (hit, at) => (at >= down && at < up ? { ...hit, status: 503, bytes: 190 } : hit)
      phones(log, 2_600)
      for (let i = 0; i < 260; i++) {
        // Clients that were open try again each second until they get through, and then fetch all at once.
        const client =
          i < 3 ? log.spare(clients.v4(PHONE), 'tries again each second while the API is down') : clients.v4(PHONE)
        const from = down + random.below(160_000)
        for (const at of log.times(from, up + random.below(4_000), SECOND, true))
          log.hit(client, at, 'GET', '/v2/sync', 200, 900)
        for (let n = 0; n < 14; n++)
          log.hit(client, up + random.below(9_000), 'GET', `/v2/orders/${random.below(90_000)}`, 200, 2_200)
      }
      log.trouble(['server-errors', 'traffic-surge', 'client-errors', 'endpoint-share'], down, up)
      const hooks = log.spare(clients.v4(AGENTS.stripe), 'webhooks that came back from the outage, 300 in a minute')
      send(log, hooks, { from: up + 20_000, hours: 1 / 60, rate: 5 }, () => ({
        method: 'POST',
        path: '/hooks/payment',
        status: 200,
        bytes: 2,
      }))
      monitor(log, AGENTS.prometheus, '/metrics', 15, 'GET', 401)
    },
  },
  {
    name: 'API, tokens and numbers guessed',
    start: 9,
    hours: 4,
    build(log) {
      const { clients } = log
      phones(log, 2_200)
      monitor(log, AGENTS.kube, '/healthz', 5)
      bruteForce(log, clients.v4(AGENTS.python), { from: log.at(1), hours: 0.5, rate: 5 }, '/v2/oauth/token', 401, 58)
      bruteForce(log, clients.v4(PHONE), { from: log.at(1.5), hours: 2, rate: 0.1 }, '/v2/oauth/token', 401, 58)
      const walker = log.attack(clients.v4(AGENTS.go), 'source-scan', log.at(2), log.at(2.5))
      send(log, walker, { from: log.at(2), hours: 0.5, rate: 2, isSteady: true }, (i) => ({
        method: 'GET',
        path: `/v2/users/${10_000 + i}`,
        status: i % 7 ? 403 : 404,
        bytes: 61,
      }))
      const paths = Array.from(
        { length: 200 },
        (_, i) =>
          `/v${1 + (i % 3)}/${['internal', 'debug', 'admin', 'swagger', 'graphql', 'private', 'test'][i % 7]}${i}`,
      )
      scan(log, clients.v4(AGENTS.curl), { from: log.at(3), hours: 0.1, rate: 1 }, 404, 61, paths)
      const partner = log.spare(
        clients.v4('PartnerSync/1.4 (java 17)'),
        'a partner whose token ran out at night: 401 each half minute until somebody comes',
      )
      for (const at of log.times(log.at(0.5), log.at(3.5), 30 * SECOND, true))
        log.hit(partner, at, 'GET', '/v2/export/orders', 401, 58)
    },
  },
  {
    name: 'web application: one endpoint, long polling, a release',
    start: 8,
    hours: 5,
    build(log) {
      const { clients, random } = log
      const release = log.at(2.5)
      log.excuse(release, release + 3 * 60 * SECOND)
      log.excuse(log.at(1), log.at(1.8))
      crowd(log, app, { perHour: 60, pages: 8, think: 20 })
      gateway(log, app, 40, { perHour: 1, pages: 10, think: 15 })
      for (let i = 0; i < 60; i++) {
        // Open tabs: polling all day; at the release their session and their chunks are gone.
        const tab =
          i < 3
            ? log.spare(
                clients.person(),
                'an open tab: long polling, at the release 400 to each poll and 404 to old chunks',
              )
            : clients.person()
        for (const at of log.times(log.from, log.to, 25 * SECOND)) {
          const isLost = at > release && at < release + 40_000
          log.hit(
            tab,
            at,
            random.next() < 0.3 ? 'POST' : 'GET',
            '/socket.io/?EIO=4&transport=polling&sid=ab',
            isLost ? 400 : 200,
            isLost ? 41 : 6,
          )
        }
        for (let n = 0; n < 12; n++)
          log.hit(tab, release + random.below(60_000), 'GET', '/socket.io/?EIO=4&transport=polling&sid=ab', 400, 41)
        for (const chunk of app.shared)
          if (random.next() < 0.5) log.hit(tab, release + 60_000 + random.below(90_000), 'GET', chunk, 404, 153)
      }
      const developer = log.spare(
        clients.person(),
        'a developer: 320 modules a reload, five reloads a minute for an hour',
      )
      for (const at of log.times(log.at(1), log.at(1.8), 14 * SECOND))
        for (let n = 0; n < 160; n++)
          log.hit(
            developer,
            at + random.below(1_500),
            'GET',
            `/src/module-${n}.tsx?t=${Math.floor(at / SECOND)}`,
            n % 2 ? 304 : 200,
            n % 2 ? 0 : 3_100,
          )
      const dashboard = log.spare(clients.person(), 'a wall display: three POSTs to /graphql a second, day and night')
      heartbeat(log, dashboard, log.from, 5, 0.4, ['POST', '/graphql', 200, 5_100], 'https://app.example/reports')
      browse(log, app, clients.person(), log.at(3), { pages: 40, think: 3 })
      bruteForce(log, clients.v4(clients.browser()), { from: log.at(4), hours: 0.5, rate: 1 }, '/api/session', 422, 64)
    },
  },
]
