import { type EpochMilliseconds, HOUR, MINUTE, type Milliseconds, SECOND } from '../../domain/units.ts'
import { Random } from '../../lib/random.ts'
import type { Part } from '../part.ts'
import { honest } from '../part-truth.ts'
import { PlannedActor } from '../planned-actor.ts'

const READERS = 20
/** Something new appears in the feed this often. */
const NEWS: Milliseconds = 3 * HOUR
const AGENTS = [
  'Tiny Feed Reader/2.24',
  'feedfetch/1.9 (+https://reader.example/)',
  'NewsBoat-like/2.35 (Linux x86_64)',
]

interface Reader {
  readonly address: string
  readonly agent: string
  readonly every: Milliseconds
  next: EpochMilliseconds
  /** What it has read up to. */
  seen: number
}

/** Programs that ask for the feed over and over, mostly in vain. */
export const feedReaders: Part = {
  name: 'feed-readers',
  summary: '20 feed readers: each asks for /feed.xml every 10 to 30 minutes, mostly answered 304',
  create({ seed }) {
    const random = new Random(seed)
    const readers = Array.from({ length: READERS }, (_, i) => newReader(random, i))
    const actor = new PlannedActor((from, plan) => {
      for (const reader of readers) {
        if (reader.next < from) reader.next = from + random.below(reader.every)
        if (reader.next >= from + SECOND) continue
        const { address, agent, next: at } = reader
        const news = Math.floor(at / NEWS)
        const [status, bytes] = reader.seen === news ? [304, 0] : [200, 38_000 + random.below(4_000)]
        plan({ at, address, agent, method: 'GET', path: '/feed.xml', status, bytes, duration: 2, referrer: '' })
        reader.seen = news
        reader.next = at + reader.every + random.below(10 * SECOND)
      }
    })
    const reason = 'a feed reader: asks for the same page day and night'
    return { actor, truth: honest(reason, ...readers.map(({ address }) => address)) }
  },
}

function newReader(random: Random, index: number): Reader {
  return {
    address: `198.51.100.${100 + index}`,
    agent: random.pick(AGENTS),
    every: 10 * MINUTE + random.below(20 * MINUTE),
    next: Number.NEGATIVE_INFINITY,
    seen: -1,
  }
}
