import { scriptedPart } from './scripted-part.ts'

const AGENT = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36'

/** Copies the catalogue: says it is a browser, but loads no picture, comes from nowhere and keeps time like a clock. */
export const scrape = scriptedPart(
  'scrape',
  'one address walks through all products, 2 a second, without pictures or referrer',
  () => ({
    pace: () => 2,
    jitter: 0.05,
    sender: () => '203.0.113.40',
    exchange: (serial, _, random) => ({
      method: 'GET',
      path: `/product/${serial + 1}`,
      status: 200,
      bytes: 12_000 + random.below(6_000),
      duration: 20 + random.below(30),
      agent: AGENT,
      referrer: '',
    }),
    kind: 'source-scrape',
    troubles: ['source-scrape'],
  }),
)
