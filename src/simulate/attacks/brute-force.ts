import { loginAttempt } from './login-attempt.ts'
import { scriptedPart } from './scripted-part.ts'

/** Passwords tried one after another; the site says no each time. */
export const bruteForce = scriptedPart(
  'brute-force',
  'one address tries 5 passwords a second; each is refused (401)',
  () => ({
    pace: () => 5,
    sender: () => '203.0.113.30',
    exchange: (_, __, random) => loginAttempt('Mozilla/5.0 (Hydra)', random),
    kind: 'source-brute-force',
    troubles: ['source-brute-force', 'client-errors', 'method-mix', 'endpoint-share'],
  }),
)
