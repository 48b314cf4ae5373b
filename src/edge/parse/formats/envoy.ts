import { EnvoyParser } from '../envoy-parser.ts'
import { namedFormat } from '../named-format.ts'

/** Envoy's default text format. */
export const envoy = namedFormat({
  name: 'envoy',
  title: 'Envoy, default text format',
  columns:
    'address: first quotes behind the request, X-Forwarded-For, the last that is no trusted proxy; time: […], when the request began; duration: fifth word behind the request, ms; status and bytes: before it; agent, id, authority and upstream not used',
  time: 'start',
  beginning: /^\[\d{4}-\d\d-\d\dT[^\]]+\] "/,
  parser: ({ trusted }) => new EnvoyParser(trusted),
})
