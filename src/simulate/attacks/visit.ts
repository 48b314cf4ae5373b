import type { Random } from '../../lib/random.ts'
import type { Exchange } from './script.ts'

const PAGES = ['/', '/news', '/about', '/product/104', '/product/218', '/product/377', '/cart', '/contact']
const BROWSERS = [
  'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15',
]

/** The browser behind an address; always the same one. */
export function browserOf(address: string): string {
  let sum = 0
  for (let i = 0; i < address.length; i++) sum += address.charCodeAt(i)
  return BROWSERS[sum % BROWSERS.length]!
}

/** A page opened by an ordinary visitor. */
export function visit(address: string, random: Random): Exchange {
  return {
    method: 'GET',
    path: random.pick(PAGES),
    status: 200,
    bytes: 2_000 + random.below(30_000),
    duration: 5 + Math.floor(random.gap(40)),
    agent: browserOf(address),
    referrer: random.below(3) === 0 ? 'https://search.example/' : '',
  }
}
