import { z } from 'zod'
import { parsePasswordHash } from '../server/access/password.ts'
import { parseListen } from './listen-address.ts'

const LISTEN = 'write HOST:PORT with an address, such as 127.0.0.1:8642 or [::1]:8642, or off'
/** Characters. */
const SHORTEST_PASSWORD = 10
const SHORTEST_TOKEN = 24

/** `server:`, the dashboard and its API over TCP. */
export const server = z.strictObject({
  listen: z
    .codec(z.string({ error: LISTEN }).meta({ pattern: '^off$|^.+:\\d{1,5}$' }), z.string().nullable(), {
      decode: (text, context) => {
        if (text === 'off') return null
        if (parseListen(text) !== null) return text
        context.issues.push({ code: 'custom', input: text, message: LISTEN })
        return z.NEVER
      },
      encode: (value) => value ?? 'off',
    })
    .prefault('127.0.0.1:8642')
    .describe(
      'Address and port of the dashboard and its API. Other addresses than loopback need a password or a token. off: only the control socket',
    ),
  public_url: z
    .string()
    .superRefine((text, context) => {
      const fault = urlFault(text)
      if (fault !== null) context.addIssue({ code: 'custom', message: fault })
    })
    .nullable()
    .prefault(null)
    .describe(
      'What browsers call the dashboard behind a proxy, such as https://logs.example; needs a password or a token. null: only loopback names and its own address',
    ),
  password: z
    .string()
    .superRefine((text, context) => {
      const fault = passwordFault(text)
      if (fault !== null) context.addIssue({ code: 'custom', message: fault })
    })
    .nullable()
    .prefault(null)
    .describe(
      'Password of the operators: what dashboard --hash-password prints, or the password itself, at least 10 characters, by an environment variable. null: none',
    ),
  token: z
    .string()
    .regex(/^[!-~]+$/, { error: 'write an access token of printable ASCII without blanks' })
    .min(SHORTEST_TOKEN, {
      error: `write an access token of at least ${SHORTEST_TOKEN} characters: openssl rand -hex 24 makes one`,
    })
    .nullable()
    .prefault(null)
    .describe(
      'Access token for scripts, best by an environment variable, sent as Authorization: Bearer TOKEN. null: none',
    ),
  public: z
    .boolean()
    .prefault(false)
    .describe('Whoever has not signed in sees a page without addresses in full, limits, evidence and paths'),
  name: z
    .string()
    .min(1)
    .max(100)
    .nullable()
    .prefault(null)
    .describe(
      'Name of the site on the dashboard. null: the paths of its logs; on the public page the host of public_url',
    ),
})

function urlFault(text: string): string | null {
  const wanted = 'write the address that browsers use, without a path, such as https://logs.example'
  if (!URL.canParse(text)) return wanted
  const { protocol, pathname, search, hash, username, password } = new URL(text)
  if (protocol !== 'https:' && protocol !== 'http:') return wanted
  return pathname === '/' && search + hash + username + password === '' ? null : wanted
}

/** The text is a secret and is not repeated. */
function passwordFault(text: string): string | null {
  if (text.startsWith('scrypt:'))
    return parsePasswordHash(text) === null ? 'this is no line that dashboard --hash-password printed' : null
  return text.length < SHORTEST_PASSWORD || text.length > 1_024
    ? `write at least ${SHORTEST_PASSWORD} characters, or what dashboard --hash-password prints`
    : null
}
