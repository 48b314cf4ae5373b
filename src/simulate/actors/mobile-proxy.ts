import { SECOND } from '../../domain/units.ts'
import { mix } from '../../lib/hash.ts'
import { Random } from '../../lib/random.ts'
import { assetCount, loadPage, pagePath, SITE } from '../page-load.ts'
import type { Part } from '../part.ts'
import { gateway } from '../part-truth.ts'
import { PlannedActor } from '../planned-actor.ts'
import { poissonTimes } from '../poisson-times.ts'
import { weekCurve } from '../week-curve.ts'

const ADDRESSES = Array.from({ length: 4 }, (_, i) => `198.51.100.${130 + i}`)
/** Subscribers behind each address. */
const SUBSCRIBERS = 500
/** Pages a second of all: this part of the site's rate, and at most one page of each subscriber in ten minutes. */
const SHARE = 0.008
const MOST = (ADDRESSES.length * SUBSCRIBERS) / 600
const PHONES = ['Pixel 8', 'SM-S911B', 'SM-A546B', '2201117TG', 'CPH2609', 'moto g84 5G', 'XQ-DE54', 'Nokia G42']

/** A carrier's network address translation: hundreds of phones behind each of a few addresses. */
export const mobileProxy: Part = {
  name: 'mobile-proxy',
  summary: '2,000 phones behind 4 addresses of a mobile network, day and night',
  create({ seed, rate }) {
    const random = new Random(seed)
    const pages = Math.min(MOST, rate * SHARE)
    const actor = new PlannedActor((from, plan) => {
      for (const at of poissonTimes(random, from, pages * weekCurve(from))) {
        const number = random.below(ADDRESSES.length * SUBSCRIBERS)
        const phone = { address: ADDRESSES[number % ADDRESSES.length]!, agent: agentOf(number), known: number % 3 > 0 }
        const first = { at, path: pagePath(random), referrer: 'https://search.example/', assets: assetCount(random) }
        const path = loadPage(random, phone, first, plan)
        if (random.below(2) === 0) continue
        const later = at + 4 * SECOND + Math.floor(random.gap(20 * SECOND))
        loadPage(random, phone, { at: later, path: pagePath(random), referrer: SITE + path, assets: 6 }, plan)
      }
    })
    const reason = 'an address of a mobile network: 500 phones share it'
    return { actor, truth: gateway(reason, SUBSCRIBERS, ...ADDRESSES) }
  },
}

function agentOf(subscriber: number): string {
  const number = mix(subscriber) >>> 0
  const version = 118 + (number % 9)
  if (number % 4 === 0)
    return `Mozilla/5.0 (iPhone; CPU iPhone OS 17_${number % 7} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.${number % 7} Mobile/15E148 Safari/604.1`
  return `Mozilla/5.0 (Linux; Android ${12 + (number % 3)}; ${PHONES[number % PHONES.length]}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}.0.0.0 Mobile Safari/537.36`
}
