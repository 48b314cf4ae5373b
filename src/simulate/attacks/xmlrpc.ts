import { scriptedPart } from './scripted-part.ts'

/** Passwords tried where programs log in: the refusal is an XML document with status 200, always of one size. */
export const xmlrpc = scriptedPart(
  'xmlrpc',
  'one address tries 3 passwords a second by POST /xmlrpc.php; each is answered by 200 and the same number of bytes',
  () => ({
    pace: () => 3,
    sender: () => '203.0.113.33',
    exchange: (_, __, random) => ({
      method: 'POST',
      path: '/xmlrpc.php',
      status: 200,
      bytes: 403,
      duration: 90 + random.below(80),
      agent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/103.0.0.0 Safari/537.36',
      referrer: '',
    }),
    kind: 'source-brute-force',
    troubles: ['source-brute-force', 'method-mix', 'endpoint-share'],
  }),
)
