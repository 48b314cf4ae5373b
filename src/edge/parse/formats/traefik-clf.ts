import { namedFormat } from '../named-format.ts'
import { TraefikParser } from '../traefik-parser.ts'

/** Traefik's `accessLog.format: common`: combined, with the count of requests, router, server and duration behind it. */
export const traefikClf = namedFormat({
  name: 'traefik-clf',
  title: 'Traefik, common format',
  columns:
    'address: word 1; time: […] before the request, when it began; status and bytes: behind it; duration: the end of the line, ms; referer, agent, router and server not used',
  time: 'start',
  parser: () => new TraefikParser(),
})
