import { FormatError } from '../../domain/errors.ts'
import type { JsonMapping } from './json-keys.ts'
import { FORWARDED_VARIABLES, tokenize } from './log-format-variables.ts'

/** Whether the text of a log_format is a JSON object. */
export function isJsonFormat(format: string): boolean {
  return /^\s*\{\s*"/.test(format)
}

/** Which key holds what in the lines of a log_format whose text is a JSON object. Throws FormatError. */
export function readJsonMapping(format: string): JsonMapping {
  const keys = variableKeys(parseTemplate(format))
  const find = (...names: string[]) => names.map((name) => keys.get(name)).find((path) => path !== undefined)
  const address = required(find('remote_addr'), 'address', '$remote_addr')
  const status = required(find('status'), 'status', '$status')
  const iso = find('time_iso8601')
  const local = find('time_local')
  const msec = find('msec')
  const time = required(iso ?? local ?? msec, 'time', '$time_iso8601, $time_local or $msec')
  const duration = find('request_time')
  return {
    address,
    status,
    time: { path: time, kind: iso !== undefined ? 'iso' : local !== undefined ? 'clf' : 'epoch' },
    ...(msec !== undefined && msec !== time ? { msec } : {}),
    ...optional('request', find('request')),
    ...optional('method', find('request_method')),
    ...optional('path', find('request_uri', 'uri')),
    ...optional('forwarded', find(...FORWARDED_VARIABLES)),
    ...optional('bytes', find('body_bytes_sent', 'bytes_sent')),
    ...(duration === undefined ? {} : { duration: { path: duration, unit: 's' as const } }),
  }
}

function optional<Name extends string>(name: Name, path: string | undefined): { [key in Name]?: string } {
  return (path === undefined ? {} : { [name]: path }) as { [key in Name]?: string }
}

function required(path: string | undefined, what: string, variables: string): string {
  if (path !== undefined) return path
  throw new FormatError(
    `no key of the JSON log format holds the ${what} and nothing else`,
    `Give the format a key whose whole value is ${variables}.`,
  )
}

/** The format as a JSON value: a variable without quotes becomes a string that holds its name. */
function parseTemplate(format: string): unknown {
  const quoted = format.replaceAll(/("(?:[^"\\]|\\.)*")|\$(?:(\w+)|\{(\w+)\})/g, (all, text, name, braced) =>
    text === undefined ? `"$${name ?? braced}"` : all,
  )
  try {
    return JSON.parse(quoted)
  } catch (cause) {
    throw new FormatError(
      'the log format begins like a JSON object but is none',
      'Check its commas, quotes and braces: nginx writes them into each line as they stand.',
      { cause },
    )
  }
}

/** Paths of the keys whose whole value is one variable, by the name of the variable; the first key counts. */
function variableKeys(template: unknown, prefix = '', found = new Map<string, string>()): ReadonlyMap<string, string> {
  if (typeof template !== 'object' || template === null || Array.isArray(template)) return found
  for (const [key, value] of Object.entries(template)) {
    if (typeof value === 'object') variableKeys(value, `${prefix}${key}.`, found)
    if (typeof value !== 'string') continue
    const [token, ...others] = tokenize(value)
    if (token?.type !== 'variable' || others.length > 0 || found.has(token.name)) continue
    found.set(token.name, `${prefix}${key}`)
  }
  return found
}
