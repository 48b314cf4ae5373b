import { namedFormat } from '../named-format.ts'
import { TraefikParser } from '../traefik-parser.ts'

/** Traefik's `accessLog.format: common`: combined, with the count of requests, router, server and duration behind it. */
export const traefikClf = namedFormat({
  name: 'traefik-clf',
  title: 'Traefik, common format',
  columns:
    'address: before the first dash, of a list the last that is no trusted proxy; time: […] before the request, when it began; status and bytes: behind it; duration: the end of the line, ms; referer, agent, router and server not used',
  time: 'start',
  parser: ({ trusted }) => new TraefikParser(trusted),
})
