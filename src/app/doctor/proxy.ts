import { KnownRanges } from '../../config/known-ranges.ts'
import { CidrSet } from '../../lib/cidr-set.ts'
import { formatSource } from '../../lib/ip-address.ts'
import { type Check, type CheckReport, type DoctorContext, report } from './check.ts'
import type { LogSample } from './log-sample.ts'

/** Requests below which shares say nothing, and the share from which a peer is no visitor. */
const ENOUGH = 20
const MUCH = 0.5
const PRIVATE = ['127.0.0.0/8', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '::1/128', 'fc00::/7']
const check = report('proxy')

/** Whether the addresses in the log are those of visitors: a ban of a proxy would lock out everybody behind it. */
export const checkProxy: Check = (context) => context.samples.map((sample) => checkLog(sample, context))

function checkLog({ path, sources, format }: LogSample, { config }: DoctorContext): CheckReport {
  const all = sources.reduce((sum, { requests }) => sum + requests, 0)
  if (all < ENOUGH) return check('skipped', `${path} holds ${all} requests: too few to tell`)
  const ranges = new KnownRanges(config.known_ranges)
  const inside = new CidrSet(PRIVATE.map((cidr) => ({ cidr, list: 'private' })))
  const cdns = new Map<string, number>()
  let hidden = 0
  for (const { source, requests } of sources) {
    const cdn = ranges.cdnOf(source)
    if (cdn !== undefined) cdns.set(cdn, (cdns.get(cdn) ?? 0) + requests)
    if (inside.touching(source) !== undefined) hidden += requests
  }
  const share = (part: number) => `${Math.round((100 * part) / all)} % of the last ${all} requests`
  const field = format.forwarded === null ? '' : `; the log names clients in ${format.forwarded}`
  const fix = (what: string) =>
    `Set trusted_proxies: [${what}]${format.forwarded === null ? ', and log X-Forwarded-For' : ''}: see docs/guide/behind-a-proxy.md.`
  const [name, most] = [...cdns].sort((a, b) => b[1] - a[1])[0] ?? ['', 0]
  if (most > MUCH * all)
    return check(
      'warn',
      `${path}: ${share(most)} come from the CDN ${name}, not from visitors${field}`,
      fix(`"@${name}"`),
    )
  const [first] = sources
  const top = formatSource(first!.source.kind, first!.source.high, first!.source.low)
  if (hidden > MUCH * all)
    return check(
      'warn',
      `${path}: ${share(hidden)} come from private addresses, such as ${top}: most likely your own proxy${field}`,
      fix(top),
    )
  if (first!.requests > MUCH * all)
    return check(
      'warn',
      `${path}: ${share(first!.requests)} come from ${top}: a proxy of yours, or an attacker${field}`,
      `If it is your proxy or CDN: ${fix(top)}`,
    )
  return check('ok', `${path}: no proxy stands out among ${sources.length} sources`)
}
