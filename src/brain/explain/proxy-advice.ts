import type { SparedBecause } from '../../domain/decision.ts'
import { grouped } from './reason.ts'

const FIELD = 'log what it says of its clients (nginx: $http_x_forwarded_for in log_format), or use the realip module'

/** What the operator should set when a source is spared for being a proxy; null when it is spared for another reason. */
export function proxyAdvice(address: string, because: SparedBecause): string | null {
  if (because.why === 'cdn')
    return `${address} went over a limit but is not banned: it belongs to ${because.name}, a CDN, and all visitors behind it would be cut off. To see them apart, set trusted_proxies: ["@${because.name}"] and ${FIELD}`
  if (because.why === 'proxy')
    return `${address} went over a limit but is not banned: it carries ${grouped(because.share * 100)} % of what known visitors sent, as a proxy does. If it is one, set trusted_proxies: ["${address}"] and ${FIELD}`
  return null
}
