import { SECOND } from '../../src/domain/units.ts'
import type { Client } from './clients.ts'
import type { Log } from './log.ts'

export const DAV = '/remote.php/dav/files/ana'

/** A desktop client: asks without a password first, then with one. */
export function sync(log: Log, client: Client, gap: number): void {
  for (const at of log.times(log.from, log.to, gap * SECOND, true)) {
    log.hit(client, at, 'PROPFIND', `${DAV}/`, 401, 519)
    log.hit(client, at + 90, 'PROPFIND', `${DAV}/`, 207, 1_240)
    if (log.random.next() < 0.3)
      log.hit(client, at + 200, 'GET', '/ocs/v2.php/apps/notifications/api/v2/notifications?format=json', 304, 0)
  }
}
