import { HOUR, MINUTE } from '../../src/domain/units.ts'
import { send } from './attacks.ts'
import { AGENTS } from './clients.ts'
import { bursts, crawler, feedReader, heartbeat, monitor } from './honest.ts'
import type { Log } from './log.ts'
import { browse, crowd } from './site.ts'
import { blog } from './sites.ts'

export const AJAX = '/wp-admin/admin-ajax.php'
export const EDITOR = 'https://blog.example/wp-admin/post.php?post=812&action=edit'

/** A WordPress on an ordinary day. */
export function day(log: Log, perHour = 14): void {
  const { clients } = log
  crowd(log, blog, { perHour })
  const self = log.spare(clients.v4(AGENTS.wordpress), 'the server asks itself: wp-cron')
  for (const at of log.times(log.from, log.to, 4 * MINUTE))
    log.hit(self, at, 'POST', `/wp-cron.php?doing_wp_cron=${(at / 1_000).toFixed(6)}`, 200, 0)
  for (const [n, hours] of [6, 2].entries()) {
    const editor = log.spare(
      clients.person(),
      'an editor: admin-ajax heartbeats, answered the same each time, and auto-saves',
    )
    const from = log.at((log.to - log.from > 12 * HOUR ? 8 : 0.5) + n)
    log.hit(editor, from - 30_000, 'GET', '/wp-login.php', 200, 5_300)
    log.hit(editor, from - 20_000, 'POST', '/wp-login.php', 302, 0, 'https://blog.example/wp-login.php')
    browse(log, { ...blog, html: 60_000 }, editor, from, { entry: '/wp-admin/', pages: 12, think: 90 })
    heartbeat(log, editor, from, hours, n === 0 ? 15 : 60, ['POST', AJAX, 200, 47], EDITOR)
  }
  feedReader(log, AGENTS.feedly, '/feed/', 1_800)
  feedReader(log, AGENTS.freshRss, '/feed/', 1_200)
  feedReader(log, AGENTS.inoreader, '/comments/feed/', 3_600)
  monitor(log, AGENTS.uptime, '/', 300, 'HEAD')
  crawler(log, blog, AGENTS.googlebot, { gap: 210 })
  crawler(log, blog, AGENTS.bingbot, { gap: 150 })
}

export function pingbacks(log: Log): void {
  const jetpack = log.spare(log.clients.v4(AGENTS.jetpack), 'Jetpack: XML-RPC in small bursts, always 200')
  bursts(log, jetpack, {
    method: 'POST',
    path: () => '/xmlrpc.php?for=jetpack&token=a',
    status: 200,
    bytes: 420,
    size: 6,
    apart: 900,
    gap: 1_900,
  })
  for (let i = 0; i < 8; i++) {
    const other = log.clients.v4('WordPress/6.5; https://other.example; verifying pingback from 192.0.2.4')
    send(log, other, { from: log.from + ((log.to - log.from) * (i + 1)) / 10, hours: 0.02, rate: 0.08 }, () => ({
      method: 'POST',
      path: '/xmlrpc.php',
      status: 200,
      bytes: 370,
    }))
  }
}
