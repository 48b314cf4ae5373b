import { MINUTE, SECOND } from '../../src/domain/units.ts'
import { bruteForce, PROBES, scan, scrape, send } from './attacks.ts'
import { AJAX, day, pingbacks } from './blog-days.ts'
import { AGENTS } from './clients.ts'
import { brokenBookmarks, crawler, forgetful, heartbeat, linkPreviews, tabs } from './honest.ts'
import type { Scenario } from './scenario.ts'
import { crowd, gateway } from './site.ts'
import { blog, moved } from './sites.ts'

export const blogs: readonly Scenario[] = [
  {
    name: 'blog, a good day',
    start: 0,
    hours: 24,
    build(log) {
      day(log)
      pingbacks(log)
      crawler(log, blog, AGENTS.ahrefs, { gap: 1, from: log.at(3), to: log.at(3.7), isSteady: true })
      const owner = log.spare(log.clients.person(), 'the owner uploads 200 pictures: POST to one path, the same answer')
      send(log, owner, { from: log.at(19), hours: 0.2, rate: 0.28 }, () => ({
        method: 'POST',
        path: '/wp-admin/async-upload.php',
        status: 200,
        bytes: log.around(1_020, 0.02),
        referrer: 'https://blog.example/wp-admin/media-new.php',
      }))
      const deleting = log.spare(
        log.clients.person(),
        'an owner who clears 120 spam comments: admin-ajax once or twice a second',
      )
      send(log, deleting, { from: log.at(20), hours: 0.03, rate: 1.3 }, () => ({
        method: 'POST',
        path: AJAX,
        status: 200,
        bytes: 512,
        referrer: 'https://blog.example/wp-admin/edit-comments.php',
      }))
      tabs(log, blog, log.at(10.2), 40)
      tabs(log, blog, log.at(21.1), 25)
      brokenBookmarks(log, blog)
      for (const hour of [7.5, 13, 22.4])
        forgetful(log, log.at(hour), '/wp-login.php', [200, 5_412], 5 + log.random.below(4))
      linkPreviews(log, blog, log.at(12), 30)
      gateway(log, blog, 30, { perHour: 0.4, from: log.at(8), to: log.at(17) })
    },
  },
  {
    name: 'blog, passwords guessed fast and slowly',
    start: 0,
    hours: 24,
    build(log) {
      day(log)
      pingbacks(log)
      const { clients } = log
      bruteForce(
        log,
        clients.v4(clients.browser()),
        { from: log.at(9), hours: 0.6, rate: 2.2 },
        '/wp-login.php',
        200,
        5_412,
      )
      bruteForce(log, clients.v4(AGENTS.go), { from: log.at(14), hours: 1, rate: 1 }, '/wp-login.php', 200, 5_412)
      bruteForce(
        log,
        clients.v4(clients.browser()),
        { from: log.at(2), hours: 20, rate: 1 / 30 },
        '/wp-login.php',
        200,
        5_412,
      )
      const many = Array.from({ length: 20 }, () => clients.browser())
      bruteForce(log, clients.v4(many), { from: log.at(4), hours: 16, rate: 1 / 25 }, '/wp-login.php', 200, 5_412)
      bruteForce(log, clients.v4(AGENTS.python), { from: log.at(6), hours: 5, rate: 1 / 6 }, '/xmlrpc.php', 200, 403)
      for (const hour of [10, 15]) forgetful(log, log.at(hour), '/wp-login.php', [200, 5_412], 7)
    },
  },
  {
    name: 'blog, xmlrpc flood',
    start: 6,
    hours: 6,
    build(log) {
      day(log)
      pingbacks(log)
      const flooder = log.attack(log.clients.v4(log.clients.browser()), 'source-flood', log.at(3), log.at(3.25))
      send(log, flooder, { from: log.at(3), hours: 0.25, rate: 20 }, () => ({
        method: 'POST',
        path: '/xmlrpc.php',
        status: 200,
        bytes: 403,
      }))
      const amplifier = log.attack(log.clients.v4(AGENTS.curl), 'source-brute-force', log.at(4), log.at(5))
      send(log, amplifier, { from: log.at(4), hours: 1, rate: 0.5 }, () => ({
        method: 'POST',
        path: '/xmlrpc.php',
        status: 200,
        bytes: log.around(211_000, 0.01),
      }))
    },
  },
  {
    name: 'blog, scanners of all kinds',
    start: 0,
    hours: 24,
    build(log) {
      day(log)
      const { clients } = log
      scan(log, clients.v4(AGENTS.zgrab), { from: log.at(2), hours: 0.03, rate: 4 })
      scan(log, clients.v4(clients.browser()), { from: log.at(7), hours: 0.1, rate: 1 })
      scan(log, clients.v4(AGENTS.nuclei), { from: log.at(8), hours: 0.05, rate: 25 })
      scan(log, clients.v4(Array.from({ length: 30 }, () => clients.browser())), {
        from: log.at(11),
        hours: 0.5,
        rate: 0.4,
      })
      scan(log, clients.v4(clients.browser()), { from: log.at(1), hours: 20, rate: 1 / 120 })
      scan(log, clients.v4(AGENTS.python), { from: log.at(3), hours: 8, rate: 1 / 45 })
      const plugins = Array.from(
        { length: 300 },
        (_, i) => `/wp-content/plugins/${['seo', 'gallery', 'form', 'cache', 'slider'][i % 5]}-${i}/readme.txt`,
      )
      scan(log, clients.v4(clients.browser()), { from: log.at(16), hours: 0.2, rate: 0.5 }, 403, 199, plugins)
      const authors = Array.from({ length: 60 }, (_, i) => `/?author=${i + 1}`)
      scan(log, clients.v4(AGENTS.curl), { from: log.at(18), hours: 0.02, rate: 1 }, 404, 9_800, authors)
      brokenBookmarks(log, blog)
      // One look for one file is what every site gets all day long.
      for (const at of log.times(log.from, log.to, 11 * MINUTE))
        log.hit(log.leave(clients.v4(AGENTS.go)), at, 'GET', log.random.pick(PROBES), 404, 548)
    },
  },
  {
    name: 'blog that sends everybody to https',
    start: 6,
    hours: 12,
    build(log) {
      const seen = new Set<string>()
      log.answer = (hit, _at, { address }) => {
        if (seen.has(address) && !PROBES.includes(hit.path)) return hit
        seen.add(address)
        return { ...hit, status: 301, bytes: 169 }
      }
      crowd(log, blog, { perHour: 40 })
      gateway(log, blog, 60, { perHour: 0.7 })
      const google = log.spare(
        log.clients.v4(AGENTS.googlebot),
        'Googlebot learns that 500 old addresses have moved: 301 each',
      )
      send(log, google, { from: log.at(1), hours: 1, rate: 0.3 }, (i) => ({
        method: 'GET',
        path: `/archive/${2_000 + (i % 500)}.html`,
        status: 301,
        bytes: 169,
      }))
      const reader = log.spare(log.clients.v4(AGENTS.freshRss), 'a feed reader that never learns: 301 each ten minutes')
      for (const at of log.times(log.from, log.to, 10 * MINUTE, true)) log.hit(reader, at, 'GET', '/rss.xml', 301, 169)
      scan(log, log.clients.v4(log.clients.browser()), { from: log.at(4), hours: 0.05, rate: 2 })
      scan(log, log.clients.v4(AGENTS.python), { from: log.at(5), hours: 5, rate: 1 / 40 })
    },
  },
  {
    name: 'moved site: everybody misses twenty files',
    start: 7,
    hours: 10,
    build(log) {
      crowd(log, moved, { perHour: 45 })
      gateway(log, moved, 60, { perHour: 0.6 })
      gateway(log, moved, 200, { perHour: 0.2 })
      crawler(log, moved, AGENTS.bingbot, { gap: 20, gone: 0.5 })
      tabs(log, moved, log.at(3), 15)
      const icon = log.spare(log.clients.person(), 'a pinned tab that asks for a missing icon each minute')
      heartbeat(log, icon, log.from, 10, 60, ['GET', '/apple-touch-icon.png', 404, 548])
      scan(log, log.clients.v4(log.clients.browser()), { from: log.at(5), hours: 0.1, rate: 1 })
    },
  },
  {
    name: 'a CMS that answers 200 to everything',
    start: 6,
    hours: 12,
    build(log) {
      log.answer = (hit) => (hit.status >= 400 ? { ...hit, status: 200, bytes: 7_340 } : hit)
      crowd(log, blog, { perHour: 50 })
      brokenBookmarks(log, blog)
      forgetful(log, log.at(2), '/user/login', [200, 4_100])
      scan(log, log.clients.v4(AGENTS.nuclei), { from: log.at(4), hours: 0.05, rate: 8 })
      scan(log, log.clients.v4(log.clients.browser()), { from: log.at(6), hours: 0.2, rate: 0.7 })
      bruteForce(
        log,
        log.clients.v4(log.clients.browser()),
        { from: log.at(8), hours: 1, rate: 0.5 },
        '/user/login',
        200,
        4_100,
      )
    },
  },
  {
    name: 'cold start: a flood ten minutes after the first line',
    start: 12,
    hours: 1,
    build(log) {
      crowd(log, blog, { perHour: 60 })
      const page = (i: number) => blog.pages[i % 3]!.path
      const early = log.attack(
        log.clients.v4(log.clients.browser()),
        'source-flood',
        log.from + 20 * SECOND,
        log.at(0.1),
      )
      send(log, early, { from: log.from + 20 * SECOND, hours: 0.09, rate: 40 }, (i) => ({
        method: 'GET',
        path: page(i),
        status: 200,
        bytes: 14_000,
      }))
      const late = log.attack(log.clients.v4(AGENTS.python), 'source-flood', log.at(0.3), log.at(0.6))
      send(log, late, { from: log.at(0.3), hours: 0.3, rate: 8 }, (i) => ({
        method: 'GET',
        path: page(i),
        status: 200,
        bytes: 14_000,
      }))
      gateway(log, blog, 30, { perHour: 2 })
    },
  },
  {
    name: 'blog, copied by three scrapers',
    start: 8,
    hours: 8,
    build(log) {
      day(log, 60)
      const { clients } = log
      const nth = (i: number) => blog.pages[(i * 3) % blog.pages.length]!.path
      scrape(log, clients.v4(clients.browser()), { from: log.at(1), hours: 1.5, rate: 1, isSteady: true }, (i) =>
        i % 9 === 0 ? `/page/${i}/` : nth(i),
      )
      scrape(
        log,
        clients.v4(Array.from({ length: 12 }, () => clients.browser())),
        { from: log.at(3), hours: 1, rate: 3 },
        (i) => `${nth(i)}?replytocom=${i}`,
      )
      scrape(
        log,
        clients.v4(AGENTS.python),
        { from: log.at(5), hours: 0.5, rate: 5, isSteady: true },
        (i) => `/tag/${i}/`,
      )
      crawler(log, blog, AGENTS.semrush, { gap: 2, from: log.at(2), to: log.at(4), isSteady: true })
      const saver = log.leave(clients.v4('Wget/1.21.4'))
      send(log, saver, { from: log.at(6), hours: 0.02, rate: 4 }, (i) => ({
        method: 'GET',
        path: nth(i),
        status: 200,
        bytes: 14_000,
      }))
    },
  },
]
