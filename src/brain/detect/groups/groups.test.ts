import { describe, expect, it } from 'vitest'
import { Random } from '../../../lib/random.ts'
import { Groups } from './groups.ts'
import { LOGIN, REGULARS, SEARCH, type TickSite } from './tick-site.fixture.ts'
import { WatchedSite } from './watched-site.fixture.ts'

const QUARTER = 900
type More = (site: TickSite, second: number) => void

/** `rate` bare requests a second of so many new sources. */
function flood(site: TickSite, rate: number, bots: number, buckets = 1): More {
  const sources = Array.from({ length: bots }, () => site.fresh())
  let owed = 0
  return () => {
    for (owed += rate; owed >= 1; owed--)
      site.add({ source: site.random.pick(sources), bucket: SEARCH + site.random.below(buckets) })
  }
}
function scan(site: TickSite): More {
  const sources = Array.from({ length: 300 }, () => site.fresh())
  return () => {
    for (let i = 0; i < 5; i++)
      site.add({ source: site.random.pick(sources), bucket: 800 + site.random.below(40), answer: 'missing' })
  }
}
function logins(site: TickSite, perSecond: number, source: () => number): More {
  return () => {
    for (let i = 0; i < perSecond; i++) site.add({ source: source(), bucket: LOGIN, isLogin: true, answer: 'refused' })
  }
}

describe.each([3, 40, 400])('on a site of %i requests/s', (rate) => {
  const learned = (seed: number) => {
    const watched = new WatchedSite(seed, rate).run(QUARTER + 600)
    expect([...watched.found.keys()]).toEqual([])
    watched.mark()
    return watched
  }

  it('names a flood of many quiet sources, what they ask for, and forgets it when it is over', () => {
    const watched = learned(1)
    watched.run(60, flood(watched.site, 9 * rate, 60 * rate + 600))
    expect(watched.found.get('distributed-flood')?.first).toBeLessThanOrEqual(15)
    expect(watched.found.has('flash-crowd')).toBe(false)
    const [trait] = watched.traits
    expect(trait).toMatchObject({ kind: 'distributed-flood', endpoint: SEARCH, text: 'one page, no assets' })
    expect(trait!.nats).toBeGreaterThan(1)
    expect(trait!.nats).toBeLessThanOrEqual(6)
    expect(watched.found.get('distributed-flood')!.text).toMatch(
      /^[\d,]+ new addresses in 60 s ask for one page and load nothing else; usually about \d+ new ones come, who load about \d+ files/,
    )
    watched.run(90)
    watched.mark()
    watched.run(150)
    expect([...watched.found.keys()]).toEqual([])
    expect(watched.traits).toEqual([])
  })

  it('names a scan that is shared by many', () => {
    const watched = learned(2)
    watched.run(60, scan(watched.site))
    expect([...watched.found.keys()]).toEqual(['distributed-scan'])
    expect(watched.found.get('distributed-scan')!.first).toBeLessThanOrEqual(45)
    expect(watched.traits[0]).toMatchObject({ kind: 'distributed-scan', endpoint: null })
  })

  it('names stolen passwords that are tried from many addresses, and not a burst of people who are known', () => {
    const watched = learned(3)
    let next = 0
    watched.run(
      60,
      logins(watched.site, 20, () => next++ % 500),
    )
    expect([...watched.found.keys()]).toEqual([])
    watched.run(QUARTER)
    watched.mark()
    const bots = Array.from({ length: 400 }, () => watched.site.fresh())
    watched.run(
      60,
      logins(watched.site, 20, () => bots[next++ % 400]!),
    )
    expect([...watched.found.keys()]).toEqual(['credential-stuffing'])
    expect(watched.found.get('credential-stuffing')!.first).toBeLessThanOrEqual(15)
    expect(watched.traits[0]).toMatchObject({ kind: 'credential-stuffing', endpoint: LOGIN })
  })

  it('calls a crowd a crowd, within 30 s of the surge', () => {
    const watched = learned(4)
    const crowd: More = (site, second) => site.crowd(7 * Math.min(1, second / 100))
    watched.run(30, crowd)
    // A burst of the office that was before the crowd is no crowd.
    watched.surgeAt = null
    watched.run(200, (site, second) => crowd(site, 30 + second))
    expect([...watched.found.keys()]).toEqual(['flash-crowd'])
    expect(watched.found.get('flash-crowd')!.first).toBeLessThanOrEqual(watched.surgeAt! + (rate < 5 ? 45 : 30))
    expect(watched.traits).toEqual([])
  })

  it('leaves a scanner and a trier of passwords who are alone to others', () => {
    const watched = learned(5)
    const one = watched.site.fresh()
    const two = watched.site.fresh()
    watched.run(120, (site) => {
      for (let i = 0; i < 20; i++) site.add({ source: one, bucket: 800 + site.random.below(40), answer: 'missing' })
      for (let i = 0; i < 5; i++) site.add({ source: two, bucket: LOGIN, isLogin: true, answer: 'refused' })
    })
    expect([...watched.found.keys()]).toEqual([])
  })
})

it('does not call a dead link that all visitors follow a scan', () => {
  const watched = new WatchedSite(6, 40).run(QUARTER)
  watched.run(120, (site) => {
    for (let i = 0; i < 3; i++) site.add({ source: site.random.below(REGULARS), bucket: 850, answer: 'missing' })
  })
  expect([...watched.found.keys()]).toEqual([])
})

it('finds nothing in a day of people', () => {
  const watched = new WatchedSite(7, 20, { rhythm: true }).run(86_400)
  expect([...watched.found.keys()]).toEqual([])
}, 60_000)

it('says nothing before it has learned, without a study, and after it has forgotten', () => {
  const watched = new WatchedSite(8, 40)
  watched.run(240, flood(watched.site, 400, 3_000))
  expect([...watched.found.keys()]).toEqual([])
  const tick = { ...watched.site.tick(), study: null }
  expect(new Groups().see(tick, 0, { surge: null, learns: true })).toEqual({ findings: [], traits: [] })
  const other = new WatchedSite(9, 40).run(QUARTER)
  other.groups.forget()
  other.run(120, flood(other.site, 400, 3_000))
  expect([...other.found.keys()]).toEqual([])
})

describe('of 60 random surges', () => {
  const surges = Array.from({ length: 60 }, (_, at) => {
    const random = new Random(7_000 + at)
    const rate = 5 * Math.exp(random.next() * Math.log(40))
    const times = 3 + random.next() * 11
    return {
      kind: (['crowd', 'flood', 'both'] as const)[at % 3]!,
      ...{ at, rate, times, height: 2 + random.next() * 8, ramp: 1 + random.below(180) },
      bots: Math.max(100, Math.ceil((times * rate * 60) / (2 + random.next() * 18))),
      buckets: random.pick([1, 1, 1, 3, 8]),
    }
  })

  it('names nearly all rightly within 30 s, an attack inside a crowd included', () => {
    const wrong = surges.filter(({ at, kind, rate, times, height, ramp, bots, buckets }) => {
      const watched = new WatchedSite(at, rate).run(QUARTER + 300)
      watched.mark()
      const crowd: More = (site, second) => site.crowd(height * Math.min(1, second / ramp))
      if (kind === 'flood') watched.run(30, flood(watched.site, times * rate, bots, buckets))
      else {
        const rise = Math.ceil((2 * ramp) / height)
        watched.run(rise, crowd)
        watched.surgeAt = null
        for (let second = rise; second < 400; second++) {
          if (watched.surgeAt !== null && second > watched.surgeAt + 30) break
          watched.run(1, (site) => crowd(site, second))
        }
      }
      const names = [...watched.found.keys()].join()
      if (kind !== 'both') return names !== (kind === 'crowd' ? 'flash-crowd' : 'distributed-flood')
      watched.run(60, (site) => crowd(site, 400))
      if (watched.found.has('distributed-flood')) return true
      const attack = flood(watched.site, times * rate, bots, buckets)
      watched.run(30, (site) => {
        crowd(site, 400)
        attack(site, 0)
      })
      return names !== 'flash-crowd' || !watched.found.has('distributed-flood')
    })
    expect(wrong.length, JSON.stringify(wrong)).toBeLessThanOrEqual(1)
  }, 60_000)
})
