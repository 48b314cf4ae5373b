import { FormatError } from '../../domain/errors.ts'
import { caddyJson } from './formats/caddy-json.ts'
import { common } from './formats/clf-common.ts'
import { combined } from './formats/combined.ts'
import { nginxJson } from './formats/nginx-json.ts'
import { traefikJson } from './formats/traefik-json.ts'
import { vhostCombined } from './formats/vhost-combined.ts'
import type { LineFormat, ParserOptions } from './line-format.ts'
import type { LineParser } from './line-parser.ts'
import { compileLogFormat } from './log-format.ts'
import { Recogniser } from './recognise.ts'

/** The formats that have a name, in the order in which `auto` tries them. */
export const FORMATS: readonly LineFormat[] = [caddyJson, traefikJson, nginxJson, vhostCombined, combined, common]

/**
 * A parser for one file. `format`: `auto`, a name of FORMATS, or the text of an nginx log_format, which holds a `$`.
 * `auto` gives a Recogniser. Throws FormatError.
 */
export function createParser(format: string, options: ParserOptions = {}): LineParser {
  if (format === 'auto') return new Recogniser('auto', FORMATS, options)
  const named = FORMATS.find(({ name }) => name === format)
  if (named !== undefined) return named.create(options)
  if (format.includes('$')) return compileLogFormat(format, options)
  throw new FormatError(
    `there is no log format "${format.slice(0, 60)}"`,
    `Use auto, ${FORMATS.map(({ name }) => name).join(', ')}, or the text of a log_format.`,
  )
}
