import { jsonFormat } from '../json-format.ts'
import { mappingOf, missingKeys } from '../json-recognise.ts'
import { isOfCaddy } from './caddy-json.ts'

/** One JSON object a line; what the keys mean is read off the first line. */
export const nginxJson = jsonFormat({
  name: 'json',
  title: 'JSON, one object a line',
  // Caddy's error log repeats requests of its access log.
  map: (leaves) => (isOfCaddy(leaves) ? null : mappingOf(leaves)),
  whyNot: missingKeys,
})
