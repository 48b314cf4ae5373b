import type { Random } from '../../lib/random.ts'
import type { Exchange } from './script.ts'

/** One page with ever new queries, so that no cache helps: what floods ask for. */
export function searchPage(agent: string, random: Random): Exchange {
  return {
    method: 'GET',
    path: `/search?q=${random.below(1_000_000)}`,
    status: 200,
    bytes: 4_000 + random.below(1_000),
    duration: 20 + random.below(60),
    agent,
    referrer: '',
  }
}
