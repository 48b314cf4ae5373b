import { describe, expect, it } from 'vitest'
import { PRIOR } from './population-numbers.ts'
import { believesNames, isLinked, SiteClients, servesPrograms } from './site-clients.ts'

const sampled = (rows: number, share: number) => ({ rows, referred: 0, programs: rows * share, signedIn: 0 })
const population = (clients: SiteClients) => ({ ...PRIOR, ...clients.numbers })

describe('SiteClients', () => {
  it('begins with what is presumed, and believes what it has seen of some hundred requests', () => {
    const clients = new SiteClients()
    expect(population(clients)).toEqual(PRIOR)
    expect(isLinked(PRIOR)).toBe(1)
    expect(servesPrograms(PRIOR)).toBe(0)
    expect(believesNames(PRIOR)).toBe(1)
    expect(clients.learn()).toBe(false)
    clients.add(sampled(256, 1))
    expect(clients.learn()).toBe(true)
    expect(servesPrograms(population(clients))).toBe(1)
    expect(isLinked(population(clients))).toBeLessThan(0.1)
    expect(believesNames(population(clients)), 'nobody had a name').toBe(0)
  })

  it('is not changed by a flood of some minutes', () => {
    const clients = new SiteClients()
    clients.add(sampled(256, 0))
    clients.learn()
    for (let minute = 0; minute < 5; minute++) {
      clients.add(sampled(5_000, 1))
      clients.learn()
    }
    expect(servesPrograms(population(clients))).toBe(0)
  })

  it('goes on from what was stored', () => {
    const clients = new SiteClients()
    clients.add(sampled(100, 0.5))
    clients.learn()
    expect(new SiteClients(JSON.parse(JSON.stringify(clients))).numbers).toEqual(clients.numbers)
  })
})
