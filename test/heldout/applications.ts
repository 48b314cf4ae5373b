import { MINUTE, SECOND } from '../../src/domain/units.ts'
import { bruteForce, flood, scan, scrape, send } from './attacks.ts'
import { AGENTS } from './clients.ts'
import { DAV, sync } from './cloud-client.ts'
import { bursts, crawler, forgetful, heartbeat, monitor, tabs } from './honest.ts'
import type { Scenario } from './scenario.ts'
import { browse, crowd, gateway } from './site.ts'
import { app, forum } from './sites.ts'

export const applications: readonly Scenario[] = [
  {
    name: 'Nextcloud of a small firm',
    start: 7,
    hours: 10,
    build(log) {
      const { clients, random } = log
      for (let i = 0; i < 8; i++)
        sync(
          log,
          i === 0
            ? log.spare(clients.v4(AGENTS.nextcloud), 'a desktop client: 401 before each 207')
            : clients.v4(AGENTS.nextcloud),
          30,
        )
      const office = clients.household(25).map((one, i) => ({ ...one, agent: i % 2 ? AGENTS.nextcloud : one.agent }))
      log.spare(office[0]!, '25 people and their sync clients behind one address')
      for (const one of office) if (one.agent === AGENTS.nextcloud) sync(log, one, 60)
      const album = log.spare(
        clients.person(),
        'scrolls through an album: 400 previews in half a minute, some of them missing',
      )
      for (const hour of [2, 2.1, 6]) log.excuse(log.at(hour), log.at(hour + 0.01))
      for (const hour of [2, 2.1, 6])
        for (let n = 0; n < 400; n++)
          log.hit(
            album,
            log.at(hour) + random.below(30_000),
            'GET',
            `/core/preview?fileId=${8_000 + n}&x=250&y=250`,
            n % 9 === 0 ? 404 : 200,
            14_000,
          )
      const phone = log.spare(
        clients.v4(AGENTS.nextcloudPhone),
        'a phone uploads 600 pictures: PROPFIND 404, then PUT 201',
      )
      let now = log.at(3)
      log.excuse(log.at(3), log.at(3.4))
      for (let n = 0; n < 600; n++, now += log.around(1_400, 0.4)) {
        log.hit(phone, now, 'PROPFIND', `${DAV}/Photos/IMG_${n}.jpg`, 404, 245)
        log.hit(phone, now + 500, 'PUT', `${DAV}/Photos/IMG_${n}.jpg`, 201, 0)
      }
      const first = log.spare(clients.v4(AGENTS.nextcloud), 'a first sync: 9,000 files as fast as they come')
      send(log, first, { from: log.at(5), hours: 0.25, rate: 10 }, (i) => ({
        method: 'GET',
        path: `${DAV}/Projects/${i}.odt`,
        status: 200,
        bytes: 90_000,
      }))
      const old = log.spare(
        clients.v4(AGENTS.nextcloudPhone),
        'a phone whose password was changed: 401 each quarter of a minute, all day',
      )
      heartbeat(log, old, log.at(1), 9, 15, ['PROPFIND', `${DAV}/`, 401, 519])
      monitor(log, AGENTS.uptime, '/status.php', 60)
      forgetful(log, log.at(1.5), '/login', [303, 0], 8)
      bruteForce(log, clients.v4(clients.browser()), { from: log.at(4), hours: 1, rate: 1 }, '/login', 303, 0)
      const basic = log.attack(clients.v4(AGENTS.curl), 'source-brute-force', log.at(6), log.at(9))
      send(log, basic, { from: log.at(6), hours: 3, rate: 0.2 }, () => ({
        method: 'GET',
        path: '/remote.php/dav/files/admin/',
        status: 401,
        bytes: 519,
      }))
      scan(log, clients.v4(clients.browser()), { from: log.at(8), hours: 0.1, rate: 1.5 })
    },
  },
  {
    name: 'forum with redirects after each login and post',
    start: 14,
    hours: 8,
    build(log) {
      const { clients, random } = log
      crowd(log, forum, { perHour: 260, pages: 5 })
      for (const at of log.times(log.from, log.to, MINUTE)) {
        // Logs in, is sent back, marks things read: half of it is answered by a redirect.
        const member = clients.person()
        log.hit(member, at, 'POST', '/ucp.php?mode=login', 302, 0, 'https://forum.example/')
        for (let n = 0, now = at + 900; n < 8; n++, now += log.around(9_000)) {
          log.hit(
            member,
            Math.round(now),
            'GET',
            `/viewtopic.php?p=${300_000 + random.below(9_000)}&view=unread`,
            302,
            0,
            'https://forum.example/',
          )
          log.hit(
            member,
            Math.round(now) + 200,
            'GET',
            random.pick(forum.pages).path,
            200,
            19_000,
            'https://forum.example/',
          )
        }
      }
      const eager = log.spare(clients.person(), 'a moderator: 500 redirects in two hours, after each click')
      send(log, eager, { from: log.at(2), hours: 2, rate: 0.07 }, (i) => ({
        method: i % 2 ? 'GET' : 'POST',
        path: `/mcp.php?i=queue&p=${i}`,
        status: 302,
        bytes: 0,
        referrer: 'https://forum.example/mcp.php',
      }))
      heartbeat(
        log,
        log.spare(clients.person(), 'an open chat: a POST each five seconds'),
        log.at(1),
        6,
        5,
        ['POST', '/app.php/mchat', 200, 61],
        'https://forum.example/',
      )
      gateway(log, forum, 50, { perHour: 0.6, pages: 4 })
      crawler(log, forum, AGENTS.bingbot, { gap: 2 })
      crawler(log, forum, AGENTS.googlebotPhone, { gap: 5 })
      tabs(log, forum, log.at(3), 30)
      forgetful(log, log.at(5), '/ucp.php?mode=login', [200, 8_100], 8)
      bruteForce(
        log,
        clients.v4(clients.browser()),
        { from: log.at(2), hours: 1.5, rate: 0.25 },
        '/ucp.php?mode=register',
        200,
        9_900,
      )
      bruteForce(
        log,
        clients.v4(clients.browser()),
        { from: log.at(4), hours: 0.5, rate: 2 },
        '/ucp.php?mode=login',
        200,
        8_100,
      )
      scrape(
        log,
        clients.v4(clients.browser()),
        { from: log.at(5), hours: 2, rate: 2 },
        (i) => `/viewtopic.php?t=${30_000 + (i % 1_500)}&start=${15 * Math.floor(i / 1_500)}`,
      )
    },
  },
  {
    name: 'an intranet behind one address, NTLM: two 401 before each answer',
    start: 6,
    hours: 6,
    build(log) {
      const { clients, random } = log
      const staff = clients.household(300)
      log.spare(staff[0]!, '300 people and nearly all of the traffic behind one address, 401 before most answers')
      const home = Array.from({ length: 40 }, () => clients.person())
      for (const at of log.times(log.from, log.to, 5 * SECOND)) {
        const hour = (at - log.from) / 3_600_000
        // They come between seven and nine.
        if (random.next() > Math.min(1, Math.max(0.02, hour - 1))) continue
        const one = random.next() < 0.9 ? random.pick(staff) : random.pick(home)
        for (let n = 0, now = at; n < 4; n++, now += log.around(12_000)) {
          const path = `/sites/team/Pages/${random.below(60)}.aspx`
          for (const [wait, status] of [
            [0, 401],
            [30, 401],
            [90, 200],
          ] as const)
            log.hit(one, Math.round(now) + wait, 'GET', path, status, status === 200 ? 41_000 : 1_293)
          for (let i = 0; i < 6; i++)
            log.hit(one, Math.round(now) + 300 + 40 * i, 'GET', `/_layouts/15/${random.below(30)}.js`, 304, 0)
        }
      }
      bruteForce(log, clients.v4(clients.browser()), { from: log.at(4), hours: 1, rate: 0.8 }, '/adfs/ls/', 200, 13_100)
    },
  },
  {
    name: 'health checks and probes of everything',
    start: 2,
    hours: 6,
    build(log) {
      const { clients } = log
      crowd(log, app, { perHour: 30, pages: 3, isFlat: true })
      for (let i = 0; i < 2; i++) monitor(log, 'ELB-HealthChecker/2.0', '/health', 1)
      monitor(log, AGENTS.kube, '/readyz', 2)
      monitor(log, AGENTS.curl, '/', 10, 'HEAD')
      monitor(log, AGENTS.prometheus, '/metrics', 15, 'GET', 401)
      monitor(log, AGENTS.uptime, '/gone-years-ago', 60, 'HEAD', 404)
      const failing = log.spare(
        clients.v4('HAProxy'),
        'a balancer whose check fails for 20 minutes of a release: 503 twice a second',
      )
      log.excuse(log.at(3), log.at(3.34))
      for (const at of log.times(log.from, log.to, 500, true))
        log.hit(failing, at, 'OPTIONS', '/', at > log.at(3) && at < log.at(3.33) ? 503 : 200, 0)
      const script = log.spare(clients.v4(AGENTS.curl), 'a cron script: 60 requests at once on the hour')
      for (let hour = 0; hour < 6; hour++)
        send(log, script, { from: log.at(hour), hours: 0.004, rate: 4 }, (i) => ({
          method: 'GET',
          path: `/api/report/${i}`,
          status: 200,
          bytes: 9_000,
        }))
      scan(log, clients.v4(AGENTS.zgrab), { from: log.at(4), hours: 0.05, rate: 1 })
      flood(log, clients.v4(clients.browser()), { from: log.at(5), hours: 0.1, rate: 15 }, () => '/')
    },
  },
  {
    name: 'devices that POST each five seconds',
    start: 0,
    hours: 1.5,
    build(log) {
      const { clients, random } = log
      const [off, on] = [log.at(0.8), log.at(0.85)]
      for (let i = 0; i < 160; i++) {
        const device = clients.v4(AGENTS.esp)
        if (i === 0) log.spare(device, 'a device: POST each five seconds, and all that it kept once the line is back')
        const isRevoked = i === 1 || i === 2
        if (isRevoked) log.spare(device, 'a device whose key was revoked: 401 to a POST each five seconds, for ever')
        for (const at of log.times(log.from, log.to, 5 * SECOND, true)) {
          if (at < off || at > on) log.hit(device, at, 'POST', '/ingest/v1/measurements', isRevoked ? 401 : 204, 0)
          else if (random.next() < 0.9)
            log.hit(device, on + random.below(8_000), 'POST', '/ingest/v1/measurements', isRevoked ? 401 : 204, 0)
        }
      }
      log.trouble(['traffic-drop', 'traffic-surge', 'client-surge', 'blind'], off, on + 10_000)
      const gate = log.spare(clients.v4(AGENTS.esp), '80 devices behind one address, all with the same agent')
      for (const at of log.times(log.from, log.to, 65))
        if (random.next() < 0.9) log.hit(gate, at, 'POST', '/ingest/v1/measurements', 204, 0)
      const flooder = log.attack(clients.v4(AGENTS.python), 'source-flood', log.at(1.2), log.at(1.3))
      send(log, flooder, { from: log.at(1.2), hours: 0.1, rate: 60 }, () => ({
        method: 'POST',
        path: '/ingest/v1/measurements',
        status: 204,
        bytes: 0,
      }))
    },
  },
  {
    name: 'school with a learning platform, Monday at eight',
    start: 6,
    hours: 4,
    build(log) {
      const { clients, random } = log
      const lms = {
        ...forum,
        host: 'learn.example',
        calls: [
          ['POST', '/lib/ajax/service.php?sesskey=a', 200],
          ['GET', '/theme/image.php/boost/core/1/i/loading', 304],
        ] as const,
      }
      crowd(log, lms, { perHour: 60 })
      const class0 = clients.household(180)
      log.spare(class0[0]!, '180 pupils behind one address who log in within ten minutes, many with a wrong password')
      log.excuse(log.at(2), log.at(2.5))
      for (const pupil of class0) {
        let now = log.at(2) + random.below(10 * MINUTE)
        for (let n = random.below(3); n >= 0; n--, now += log.around(9_000))
          log.hit(pupil, Math.round(now), 'POST', '/login/index.php', 303, 0, 'https://learn.example/login/index.php')
        browse(log, lms, pupil, now, { entry: '/my/', pages: 12, think: 30 })
      }
      const quiz = log.spare(clients.person(), 'a quiz: an answer saved each ten seconds')
      bursts(log, quiz, {
        method: 'POST',
        path: () => '/mod/quiz/autosave.ajax.php',
        status: 200,
        bytes: 2,
        size: 1,
        apart: 100,
        gap: 10,
        from: log.at(2),
        to: log.at(3),
      })
      bruteForce(
        log,
        clients.v4(clients.browser()),
        { from: log.at(2.1), hours: 1, rate: 1.2 },
        '/login/index.php',
        303,
        0,
      )
    },
  },
]
