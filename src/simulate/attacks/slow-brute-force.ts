import { loginAttempt } from './login-attempt.ts'
import { scriptedPart } from './scripted-part.ts'

const SECONDS_A_TRY = 25

/** Slower than the limits of a login page, and without end. */
export const slowBruteForce = scriptedPart(
  'slow-brute-force',
  'one address tries a password every 25 seconds; each is refused (401)',
  () => ({
    pace: () => 1 / SECONDS_A_TRY,
    sender: () => '203.0.113.32',
    exchange: (_, __, random) =>
      loginAttempt('Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:109.0) Gecko/20100101 Firefox/115.0', random),
    kind: 'source-brute-force',
    troubles: ['source-brute-force', 'client-errors'],
  }),
)
