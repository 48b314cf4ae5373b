import type { ConfigDraft } from '../../config/config-draft.ts'
import type { LogSample } from '../doctor/log-sample.ts'
import { proxySuspect } from '../proxy-suspect.ts'
import type { SetupStep } from './setup-step.ts'

/** Asks for trusted proxies where one peer carries most of a log. An address that may be an attacker's is not trusted without a person's word. */
export async function proxyStep(
  draft: ConfigDraft,
  samples: readonly LogSample[],
  { talk, given }: SetupStep,
): Promise<ConfigDraft> {
  const config = draft.load()
  const read = (answer: string): ConfigDraft => {
    const networks = answer.split(',').flatMap((text) => text.trim() || [])
    if (networks.length === 0) return draft
    const all = [...new Set([...config.trusted_proxies, ...networks])]
    const next = draft.with(
      ['trusted_proxies'],
      all,
      'Our own proxies: never banned, and believed when they name their client',
    )
    next.load()
    return next
  }
  if (given.trust !== undefined) return read(given.trust.join(','))
  if (config.trusted_proxies.length > 0) return draft
  for (const sample of samples) {
    const suspect = proxySuspect(sample, config)
    if (suspect === null) continue
    const { kind, network, share } = suspect
    const field = sample.format.forwarded
    talk.say(
      `   ${Math.round(100 * share)} % of the last requests in ${sample.path} come from ${network}.`,
      kind === 'peer'
        ? '   If that is your proxy or CDN, name it: else it may be an attacker, and must not be trusted.'
        : '   Most likely that is a proxy in front of the site: a ban of it would lock out everybody.',
      field === null
        ? '   The log does not name the clients behind it: docs/guide/behind-a-proxy.md says how to log them.'
        : `   The log names the clients behind it in ${field}.`,
    )
    return talk.ask({
      text: 'Networks of your proxies, with commas; empty: none',
      usual: kind === 'peer' ? '' : network,
      flag: '--trust NETWORK',
      read,
    })
  }
  return draft
}
