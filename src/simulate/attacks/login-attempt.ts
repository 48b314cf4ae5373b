import type { Random } from '../../lib/random.ts'
import type { Exchange } from './script.ts'

/** A password sent to the login page and refused. */
export function loginAttempt(agent: string, random: Random): Exchange {
  return {
    method: 'POST',
    path: '/login',
    status: 401,
    bytes: 380 + random.below(40),
    duration: 60 + random.below(60),
    agent,
    referrer: '',
  }
}
