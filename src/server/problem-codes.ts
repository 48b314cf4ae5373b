/** Codes by which the server itself says why it does not answer, beside those of orders that are refused. */
export const PROBLEM_CODES: Readonly<Record<string, { readonly status: number; readonly means: string }>> = {
  'bad-value': {
    status: 400,
    means: 'A member, a parameter or the body is not as the description of the route has it.',
  },
  'bad-request': { status: 400, means: 'The request is no HTTP that is taken here, such as with two Host headers.' },
  'sign-in': { status: 401, means: 'Only who has signed in is shown this.' },
  'wrong-credential': { status: 401, means: 'Password, token or code is wrong, or the session is over.' },
  'no-token': {
    status: 403,
    means: 'The header `x-breakwater-token` of this session is missing. `GET /api/v1/session` tells it.',
  },
  'no-credential': {
    status: 403,
    means: 'It came through a proxy, and there is no password that would keep strangers out.',
  },
  'foreign-host': { status: 403, means: 'The Host header names neither `server.public_url` nor loopback.' },
  'foreign-origin': { status: 403, means: 'A page of another site asked.' },
  'no-such-route': { status: 404, means: 'There is nothing at this path.' },
  'too-large': { status: 413, means: 'The body is larger than 64 KiB.' },
  'not-json': { status: 415, means: 'The body is not JSON; a log that is handed in is `application/octet-stream`.' },
  'too-many-tries': { status: 429, means: 'Too many wrong passwords; `Retry-After` tells when the next is taken.' },
  'too-many-headers': { status: 431, means: 'More than 100 headers.' },
  'too-many-streams': { status: 503, means: 'As many streams are open as are allowed, of all or of this address.' },
  'no-dashboard': { status: 503, means: 'This daemon serves no dashboard that a link could open.' },
  fault: { status: 500, means: 'A fault of Breakwater, told in its log. Detection and bans go on.' },
}
