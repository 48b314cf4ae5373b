import { beforeAll, describe, expect, it } from 'vitest'
import type { SourceText } from '../../domain/source.ts'
import { MINUTE, SECOND } from '../../domain/units.ts'
import { formatSource, parseAddress } from '../../lib/ip-address.ts'
import type { PartOptions } from '../part.ts'
import { attackParts } from '../registry.ts'
import type { Request } from '../request.ts'

const FROM = Date.UTC(2025, 2, 4, 9)
const OPTIONS: PartOptions = {
  seed: 7,
  rate: 5,
  from: FROM,
  to: FROM + 7 * MINUTE,
  start: FROM + MINUTE,
  end: FROM + 6 * MINUTE,
}
const ATTACKERS = /^(203\.0\.113\.|198\.19\.|2001:db8:bad:)/

/** The source as bans name it: IPv6 by its /64. */
function sourceOf(address: string): SourceText {
  const { kind, high, low } = parseAddress(address)!
  return formatSource(kind, high, low)
}

function bySource(requests: readonly Request[]): Map<SourceText, Request[]> {
  const sources = new Map<SourceText, Request[]>()
  for (const request of requests) {
    const source = sourceOf(request.address)
    const known = sources.get(source)
    if (known === undefined) sources.set(source, [request])
    else known.push(request)
  }
  return sources
}

it('gives each attack a name of its own', () => {
  expect(new Set(attackParts.map(({ name }) => name)).size).toBe(attackParts.length)
})

describe.each(attackParts.map((part) => ({ name: part.name, part })))('$name', ({ name, part }) => {
  const { truth } = part.create(OPTIONS)
  let seconds: { from: number; requests: readonly Request[] }[] = []
  let all: Request[] = []

  function run(seed: number): typeof seconds {
    const { actor } = part.create({ ...OPTIONS, seed })
    const count = (OPTIONS.to - OPTIONS.from) / SECOND
    return Array.from({ length: count }, (_, i) => {
      const from = OPTIONS.from + i * SECOND
      return { from, requests: actor.second(from) }
    })
  }

  beforeAll(() => {
    seconds = run(OPTIONS.seed)
    all = seconds.flatMap(({ requests }) => requests)
  })

  it('sends within its time only, and then it does', () => {
    expect(all.every(({ at }) => at >= OPTIONS.start && at < OPTIONS.end)).toBe(true)
    if (name !== 'silence') expect(all.length).toBeGreaterThan(10)
  })

  it('keeps the requests of a second in it and in order', () => {
    for (const { from, requests } of seconds) {
      let before = from
      for (const { at } of requests) {
        expect(at).toBeGreaterThanOrEqual(before)
        before = at
      }
      expect(before).toBeLessThan(from + SECOND)
    }
  })

  it('uses addresses that attacks may use', () => {
    expect(all.filter(({ address }) => parseAddress(address) === null || !ATTACKERS.test(address))).toEqual([])
  })

  it('names the attackers, and when they were there', () => {
    const sources = bySource(all)
    for (const { address, from, to } of truth.attackers) {
      const requests = sources.get(address) ?? []
      expect(requests.length).toBeGreaterThanOrEqual(20)
      const ends = [requests[0]!, requests.at(-1)!]
      expect([from, to]).toEqual(ends.map(({ at }) => Math.floor(at / SECOND) * SECOND))
    }
    const named = new Set(truth.attackers.map(({ address }) => address))
    const busy = [...sources].filter(([, requests]) => requests.length >= 200).map(([address]) => address)
    if (named.size > 0) expect(busy.filter((address) => !named.has(address))).toEqual([])
  })

  it('calls nobody an attacker and honest', () => {
    const named = new Set(truth.attackers.map(({ address }) => address))
    expect(truth.honest.filter(({ address }) => named.has(address))).toEqual([])
  })

  it('states a trouble as long as it lasts', () => {
    expect(truth.troubles.map(({ from, to }) => ({ from, to }))).toEqual([{ from: OPTIONS.start, to: OPTIONS.end }])
  })

  it('sends the same for the same seed', () => {
    expect(run(OPTIONS.seed)).toEqual(seconds)
  })
})

/** What a part sends in its five minutes. */
function sent(name: string, options = OPTIONS): readonly Request[] {
  const { actor } = attackParts.find((part) => part.name === name)!.create(options)
  const count = (options.to - options.from) / SECOND
  return Array.from({ length: count }, (_, i) => actor.second(options.from + i * SECOND)).flat()
}

describe('what tells the attacks apart', () => {
  it.each([
    ['flood', 30_000],
    ['slow-flood', 4_500],
    ['moderate-flood', 1_500],
    ['burst', 600],
    ['pulse', 2_500],
    ['ramp', 7_500],
    ['slow-ramp', 1_500],
    ['ipv6-64', 15_000],
    ['slow-brute-force', 12],
    ['xmlrpc', 900],
    ['bandwidth-hog', 150],
    ['distributed-flood', 13_500],
    ['ipv6-rotation', 15_000],
    ['slow-scan', 15],
    ['slow-redirect-scan', 15],
    ['scrape', 600],
    ['broken-bot', 300],
    ['latency', 750],
  ])('%s sends %d requests in five minutes', (name, count) => {
    expect(sent(name)).toHaveLength(count)
  })

  it('names attackers of a flood from many addresses only if they send 20 requests', () => {
    const part = attackParts.find(({ name }) => name === 'distributed-flood')!
    expect(part.create(OPTIONS).truth.attackers).toEqual([])
    expect(part.create({ ...OPTIONS, rate: 50 }).truth.attackers.length).toBeGreaterThan(3_000)
  })

  it('names a slow scanner once it has sent 20 requests', () => {
    const part = attackParts.find(({ name }) => name === 'slow-scan')!
    const longer = { ...OPTIONS, to: FROM + 20 * MINUTE, end: FROM + 11 * MINUTE }
    expect(part.create(longer).truth.attackers.map(({ address }) => address)).toEqual(['203.0.113.21'])
  })

  it('uses a new /64 every two seconds', () => {
    expect(bySource(sent('ipv6-rotation')).size).toBe(150)
  })

  it('takes all addresses of one /64 for one source', () => {
    const requests = sent('ipv6-64')
    expect(new Set(requests.map(({ address }) => address)).size).toBe(requests.length)
    expect([...bySource(requests).keys()]).toEqual(['2001:db8:bad::/64'])
  })

  it('bursts from another address each time', () => {
    const sources = [...bySource(sent('burst'))]
    expect(sources.map(([address]) => address)).toEqual(['203.0.113.100', '203.0.113.101', '203.0.113.102'])
    for (const [, requests] of sources) {
      expect(requests).toHaveLength(200)
      expect(requests.at(-1)!.at - requests[0]!.at).toBeLessThan(2 * SECOND)
    }
  })

  it('grows over the whole attack, to the same height however long it is and whatever the rate of the site', () => {
    const longer = { ...OPTIONS, rate: 1_000, to: FROM + 62 * MINUTE, end: FROM + 61 * MINUTE }
    for (const options of [OPTIONS, longer]) {
      const requests = sent('slow-ramp', options)
      const last = requests.filter(({ at }) => at >= options.end - 10 * SECOND)
      expect(last.length).toBeGreaterThan(95)
      expect(last.length).toBeLessThanOrEqual(100)
      const half = (options.start + options.end) / 2
      expect(requests.filter(({ at }) => at < half).length / requests.length).toBeCloseTo(1 / 4, 2)
    }
  })

  it('scans different paths, mostly not found', () => {
    const requests = sent('scan')
    expect(new Set(requests.map(({ path }) => path)).size).toBe(requests.length)
    expect(requests.filter(({ status }) => status === 404).length).toBeGreaterThan(0.85 * requests.length)
  })

  it.each(['quiet-brute-force', 'xmlrpc', 'slow-redirect-scan'])('answers a %s with equal pages', (name) => {
    expect(new Set(sent(name).map(({ status, bytes }) => `${status} ${bytes}`)).size).toBe(1)
  })

  it('fails most pages of a broken backend', () => {
    const requests = sent('backend-failure')
    const failed = requests.filter(({ status }) => status >= 500).length / requests.length
    expect(failed).toBeGreaterThan(0.55)
    expect(failed).toBeLessThan(0.65)
  })
})
