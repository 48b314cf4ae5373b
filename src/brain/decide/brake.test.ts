import { describe, expect, it } from 'vitest'
import { MINUTE } from '../../domain/units.ts'
import { crossingOf, START } from './ban.fixture.ts'
import { Brake } from './brake.ts'

const crossing = (known: number, after = 0) => crossingOf('203.0.113.10', START + after, { known, siteKnown: 1_000 })

describe('Brake', () => {
  it('lets bans of strangers pass, however many', () => {
    const brake = new Brake(0.05)
    for (let i = 0; i < 1_000; i++) {
      expect(brake.objects(crossing(0, i))).toEqual({ objects: false, first: false })
      brake.note(crossing(0, i))
    }
  })

  it('stops all banning for a minute once bans would cover more than the share, and says so once', () => {
    const brake = new Brake(0.05)
    expect(brake.objects(crossing(50))).toEqual({ objects: false, first: false })
    brake.note(crossing(50))
    expect(brake.objects(crossing(1, 1_000))).toEqual({ objects: true, first: true })
    expect(brake.objects(crossing(1, 2_000))).toEqual({ objects: true, first: false })
    expect(brake.objects(crossing(0, 3_000)), 'strangers wait too').toEqual({ objects: true, first: false })
    expect(brake.objects(crossing(0, 2_000 + MINUTE))).toEqual({ objects: false, first: false })
  })

  it('forgets bans of more than ten minutes ago', () => {
    const brake = new Brake(0.05)
    brake.note(crossing(50))
    expect(brake.objects(crossing(50, 10 * MINUTE - 1)).objects).toBe(true)
    expect(brake.objects(crossing(50, 12 * MINUTE)).objects).toBe(false)
  })

  it('spares a network that covers too much, and goes on with all others', () => {
    const brake = new Brake(0.05)
    const network = crossingOf('203.0.113.0/24', START, { known: 100, siteKnown: 1_000 })
    expect(brake.objects(network)).toEqual({ objects: true, first: false })
    expect(brake.objects(crossing(0)).objects).toBe(false)
    expect(brake.objects({ ...network, known: 40 }).objects).toBe(false)
  })

  it('can be off', () => {
    expect(new Brake(null).objects(crossing(1_000)).objects).toBe(false)
  })
})
