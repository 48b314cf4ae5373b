import { expect, it } from 'vitest'
import { agentFamily } from './agent-family.ts'

const WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko)'

it.each([
  ['', 'none'],
  ['-', 'none'],
  ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', 'Googlebot'],
  ['Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)', 'bingbot'],
  ['Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)', 'other bot'],
  ['facebookexternalhit/1.1', 'other bot'],
  ['Mozilla/5.0 (Linux) mirall/3.11.0git (Nextcloud, osx-22.6.0)', 'Nextcloud client'],
  ['Mozilla/5.0 (Android) Nextcloud-android/3.27.0', 'Nextcloud client'],
  ['curl/8.5.0', 'curl'],
  ['Wget/1.21.4', 'Wget'],
  ['python-requests/2.31.0', 'Python'],
  ['Go-http-client/2.0', 'Go'],
  ['okhttp/4.12.0', 'Java'],
  ['GuzzleHttp/7', 'other program'],
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/124.0.0.0 Safari/537.36 Edg/124.0`, 'Edge'],
  [`Mozilla/5.0 (X11; Linux x86_64) ${WEBKIT} Chrome/124.0.0.0 Safari/537.36`, 'Chrome'],
  [`Mozilla/5.0 (Linux; Android 13; CUBOT X50) ${WEBKIT} Chrome/124.0.0.0 Mobile Safari/537.36`, 'Chrome mobile'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0', 'Firefox'],
  ['Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0', 'Firefox mobile'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 14_4) AppleWebKit/605.1.15 Version/17.4 Safari/605.1.15', 'Safari'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1', 'Safari mobile'],
  ['<script>alert(1)</script>', 'other'],
])('calls %s %s', (agent, family) => expect(agentFamily(agent)).toBe(family))
