import { ENOUGH, proxySuspect, requestsOf } from '../proxy-suspect.ts'
import { type Check, type CheckReport, type DoctorContext, report } from './check.ts'
import type { LogSample } from './log-sample.ts'

const check = report('proxy')

/** Whether the addresses in the log are those of visitors: a ban of a proxy would lock out everybody behind it. */
export const checkProxy: Check = (context) => context.samples.map((sample) => checkLog(sample, context))

function checkLog(sample: LogSample, { config }: DoctorContext): CheckReport {
  const { path, sources, format } = sample
  const all = requestsOf(sources)
  if (all < ENOUGH) return check('skipped', `${path} holds ${all} requests: too few to tell`)
  const suspect = proxySuspect(sample, config)
  if (suspect === null) return check('ok', `${path}: no proxy stands out among ${sources.length} sources`)
  const { kind, network, share } = suspect
  const words = `${path}: ${Math.round(100 * share)} % of the last ${all} requests come from`
  const field = format.forwarded === null ? '' : `; the log names clients in ${format.forwarded}`
  const name = network.startsWith('@') ? `"${network}"` : network
  const fix = `Set trusted_proxies: [${name}]${format.forwarded === null ? ', and log X-Forwarded-For' : ''}: see docs/guide/behind-a-proxy.md.`
  switch (kind) {
    case 'cdn':
      return check('warn', `${words} the CDN ${network.slice(1)}, not from visitors${field}`, fix)
    case 'private':
      return check('warn', `${words} private addresses, such as ${network}: most likely your own proxy${field}`, fix)
    case 'peer':
      return check(
        'warn',
        `${words} ${network}: a proxy of yours, or an attacker${field}`,
        `If it is your proxy or CDN: ${fix}`,
      )
  }
}
