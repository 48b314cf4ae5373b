import type { SparedBecause } from '../../domain/decision.ts'
import { grouped } from './reason.ts'

const CDN_FIELD =
  'log the field in which it names its client (nginx: $http_cf_connecting_ip behind Cloudflare, else $http_x_forwarded_for), or use the realip module'
const FIELD = 'log what it says of its clients (nginx: $http_x_forwarded_for in log_format), or use the realip module'

/** What the operator should set when a source is left alone for being a proxy; null when it is spared for another reason. */
export function proxyAdvice(address: string, because: SparedBecause): string | null {
  if (because.why === 'cdn')
    return `${address} went over a limit but is not banned: it belongs to ${because.name}, a CDN, and all visitors behind it would be cut off. To see them apart, set trusted_proxies: ["@${because.name}"] and ${CDN_FIELD}`
  if (because.why === 'proxy')
    return `${address} went over a limit but is not banned: it carries ${grouped(because.share * 100)} % of what known visitors sent, as a proxy does. If it is one, set trusted_proxies: ["${address}"] and ${FIELD}`
  if (because.why === 'protected' && because.list === 'trusted_proxies')
    return `${address} is a trusted proxy, so it is not banned, but it went over a limit itself: its lines do not say who its clients are. ${FIELD[0]!.toUpperCase()}${FIELD.slice(1)}; where the log is no JSON, set format: to the text of its log_format`
  return null
}
