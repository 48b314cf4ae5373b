import { agentKind, CRAWLER, TOOL } from './agent-kind.ts'

const BOT = /(?<!cu)bot\b|crawl|spider|slurp/i

/** The first that matches. */
const FAMILIES: readonly (readonly [name: string, matches: RegExp])[] = [
  ['Googlebot', /googlebot|google-inspectiontool|adsbot-google|storebot-google/i],
  ['bingbot', /bingbot|msnbot/i],
  ['Nextcloud client', /\b(mirall|nextcloud|owncloud)\b/i],
  ['curl', /\bcurl\b/i],
  ['Wget', /\bwget\b/i],
  ['Python', /\b(python|urllib|aiohttp|httpx|scrapy)/i],
  ['Go', /\bgo-http-client\b/i],
  ['Java', /\b(java|okhttp|apache-httpclient|jakarta)\b/i],
]
const BROWSERS: readonly (readonly [name: string, matches: RegExp])[] = [
  ['Edge', /\bEdg(e|A|iOS)?\//],
  ['Opera', /\b(OPR|Opera)\b/],
  ['Samsung Internet', /\bSamsungBrowser\//],
  ['Firefox mobile', /\bFxiOS\/|\b(Android|Mobile)\b.*\bFirefox\//],
  ['Firefox', /\bFirefox\//],
  ['Chrome mobile', /\bCriOS\/|\bChrome\/.*\bMobile\b/],
  ['Chrome', /\bChrom(e|ium)\//],
  ['Safari mobile', /\b(iPhone|iPad|iPod)\b/],
  ['Safari', /\bSafari\//],
]

/** What programs and browsers call themselves, in two dozen names; `none` for an agent that is empty or `-`. Anybody may call himself so. */
export function agentFamily(agent: string): string {
  if (agent === '' || agent === '-') return 'none'
  const named = FAMILIES.find(([, matches]) => matches.test(agent))
  if (named !== undefined) return named[0]
  const kind = agentKind(agent)
  if (kind === CRAWLER || BOT.test(agent)) return 'other bot'
  if (kind === TOOL) return 'other program'
  return BROWSERS.find(([, matches]) => matches.test(agent))?.[0] ?? 'other'
}
