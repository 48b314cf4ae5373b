import { crowdAddress } from './crowd.ts'
import { loginAttempt } from './login-attempt.ts'
import { scriptedPart } from './scripted-part.ts'
import { browserOf } from './visit.ts'

const BOTS = 400
const SECONDS_A_TURN = 20
const STRIDE = 5

/** Stolen names and passwords tried from many addresses, each slower than a person who forgot a password. */
export const credentialStuffing = scriptedPart(
  'credential-stuffing',
  '400 addresses try a stolen password every 20 seconds each; each is refused (401)',
  () => ({
    pace: () => BOTS / SECONDS_A_TURN,
    sender: (serial) => crowdAddress(80, (serial % BOTS) * STRIDE),
    exchange: (_, address, random) => loginAttempt(browserOf(address), random),
    kind: 'credential-stuffing',
    troubles: ['credential-stuffing', 'client-errors', 'method-mix', 'endpoint-share', 'client-surge', 'traffic-surge'],
  }),
)
