import { SECOND } from '../../domain/units.ts'
import { Random } from '../../lib/random.ts'
import type { Part } from '../part.ts'
import { honest } from '../part-truth.ts'
import { PlannedActor } from '../planned-actor.ts'

const ADDRESS = '198.51.100.30'
/** Seconds between two looks. */
const EVERY = 10

/** A service that looks whether the site is up, day and night. */
export const monitor: Part = {
  name: 'monitor',
  summary: 'an uptime monitor: HEAD /health every 10 s',
  create({ seed }) {
    const random = new Random(seed)
    const phase = random.below(EVERY)
    const actor = new PlannedActor((from, plan) => {
      if ((from / SECOND) % EVERY !== phase) return
      plan({
        at: from + 100 + random.below(50),
        address: ADDRESS,
        agent: 'ExampleUptime/3.2 (+https://uptime.example/)',
        method: 'HEAD',
        path: '/health',
        status: 200,
        bytes: 0,
        duration: 1 + random.below(4),
        referrer: '',
      })
    })
    return { actor, truth: honest('an uptime monitor: the same request every ten seconds, without end', ADDRESS) }
  },
}
