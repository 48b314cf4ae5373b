import { loginAttempt } from './login-attempt.ts'
import { scriptedPart } from './scripted-part.ts'

/** Passwords tried at a site whose login form says "wrong password" with status 200: only the equal sizes tell. */
export const quietBruteForce = scriptedPart(
  'quiet-brute-force',
  'one address tries 5 passwords a second; each is answered by 200 and the same number of bytes',
  () => ({
    pace: () => 5,
    sender: () => '203.0.113.31',
    exchange: (_, __, random) => ({ ...loginAttempt('python-requests/2.31.0', random), status: 200, bytes: 2_417 }),
    kind: 'source-brute-force',
    troubles: ['source-brute-force', 'method-mix', 'endpoint-share'],
  }),
)
