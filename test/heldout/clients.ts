import type { SourceText } from '../../src/domain/source.ts'
import { formatSource, parseAddress } from '../../src/lib/ip-address.ts'
import type { Random } from '../../src/lib/random.ts'

/** Somebody with an address. More than one agent: each request has one of them. */
export interface Client {
  readonly address: string
  /** The address as bans name it. */
  readonly source: SourceText
  readonly agent: string | readonly string[]
  readonly protocol?: '1.0' | '1.1' | '2.0'
}

const MOZILLA = 'Mozilla/5.0'
const SYSTEMS = [
  'Windows NT 10.0; Win64; x64',
  'Windows NT 10.0; Win64; x64',
  'Macintosh; Intel Mac OS X 10_15_7',
  'X11; Linux x86_64',
]
const PHONES = ['SM-S911B', 'SM-A546B', 'Pixel 8', 'Pixel 7a', 'M2101K6G', 'CPH2449', 'SM-G991B', 'K']

export const AGENTS = {
  googlebot: `${MOZILLA} (compatible; Googlebot/2.1; +http://www.google.com/bot.html)`,
  googlebotPhone: `${MOZILLA} (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/134.0.6998.35 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)`,
  bingbot: `${MOZILLA} AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/116.0.1938.76 Safari/537.36`,
  ahrefs: `${MOZILLA} (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)`,
  semrush: `${MOZILLA} (compatible; SemrushBot/7~bl; +http://www.semrush.com/bot.html)`,
  uptime: `${MOZILLA}+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)`,
  feedly: 'Feedly/1.0 (+https://feedly.com/poller.html; 84 subscribers; like FeedFetcher-Google)',
  freshRss: 'FreshRSS/1.23.1 (Linux; https://freshrss.org)',
  inoreader: `${MOZILLA} (compatible; inoreader.com; 12 subscribers)`,
  preview: 'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)',
  slack: 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)',
  mail: `${MOZILLA} (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)`,
  wordpress: 'WordPress/6.7.2; https://blog.example',
  jetpack: 'Jetpack by WordPress.com',
  curl: 'curl/7.88.1',
  python: 'python-requests/2.31.0',
  go: 'Go-http-client/1.1',
  kube: 'kube-probe/1.29',
  prometheus: 'Prometheus/2.51.0',
  stripe: 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
  apt: 'Debian APT-HTTP/1.3 (2.6.1)',
  nextcloud: `${MOZILLA} (Linux) mirall/3.12.3git (Nextcloud, debian-6.1.0-18-amd64 ClientArchitecture: x86_64 OsArchitecture: x86_64)`,
  nextcloudPhone: `${MOZILLA} (Android) Nextcloud-android/3.28.2`,
  okhttp: 'okhttp/4.12.0',
  esp: 'ESP32HTTPClient',
  zgrab: `${MOZILLA} zgrab/0.x`,
  nuclei: `${MOZILLA} (Windows NT 6.1; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/28.0.1464.0 Safari/537.36`,
} as const

/** Hands out addresses of the documentation and benchmark ranges, each once, scattered. */
export class Clients {
  readonly #random: Random
  #next: number

  constructor(random: Random) {
    this.#random = random
    this.#next = random.below(131_072)
  }

  v4(agent: string | readonly string[], protocol: Client['protocol'] = '1.1'): Client {
    // 2^17 addresses in an order in which neighbours lie far apart.
    const nth = (this.#next++ * 50_021) & 0x1ffff
    const address = `198.${18 + (nth >>> 16)}.${(nth >>> 8) & 255}.${nth & 255}`
    return { address, source: address, agent, protocol }
  }

  v6(agent: string | readonly string[]): Client {
    const nth = this.#next++
    const word = () => this.#random.below(65_536).toString(16)
    const text = `2001:db8:${(nth & 0xffff).toString(16)}:${(1 + (nth >>> 16)).toString(16)}:${word()}:${word()}:${word()}:${word()}`
    const { kind, high, low } = parseAddress(text)!
    return { address: text, source: formatSource(kind, high, low), agent, protocol: '2.0' }
  }

  /** With an agent of its own: a person at home, on the road, or one who wants to look like it. */
  person(): Client {
    return this.#random.next() < 0.25 ? this.v6(this.browser()) : this.v4(this.browser(), '2.0')
  }

  browser(): string {
    const random = this.#random
    const chrome = `${118 + random.below(17)}.0.0.0`
    const firefox = 115 + random.below(21)
    const kind = random.next()
    if (kind < 0.3)
      return `${MOZILLA} (${random.pick(SYSTEMS)}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${chrome} Safari/537.36`
    if (kind < 0.36)
      return `${MOZILLA} (${random.pick(SYSTEMS)}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${chrome} Safari/537.36 Edg/${chrome}`
    if (kind < 0.5) return `${MOZILLA} (${random.pick(SYSTEMS)}; rv:${firefox}.0) Gecko/20100101 Firefox/${firefox}.0`
    const ios = `${15 + random.below(4)}_${random.below(7)}`
    if (kind < 0.75)
      return `${MOZILLA} (iPhone; CPU iPhone OS ${ios} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/${ios.replace('_', '.')} Mobile/15E148 Safari/604.1`
    return `${MOZILLA} (Linux; Android ${11 + random.below(5)}; ${random.pick(PHONES)}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${chrome} Mobile Safari/537.36`
  }

  /** The people behind one address. */
  household(people: number): Client[] {
    const { address, source } = this.v4('')
    return Array.from({ length: people }, () => ({ address, source, agent: this.browser(), protocol: '2.0' as const }))
  }
}
