import { stringify } from 'yaml'
import { z } from 'zod'
import type { SettingView } from '../domain/site-desk.ts'
import { listOptions } from './json-schema.ts'
import { isRecord } from './merge.ts'
import { type Config, configSchema } from './schema.ts'

/** Options whose values may hold a secret: that they are set is told, not to what. */
const SECRET =
  /(^|[._])(webhook|exec|password|passwords|secret|secrets|token|tokens|credential|credentials|key|keys|users)([._]|$)/
/** Characters of a value that are told. */
const LONGEST = 2_000

/** Each option in effect, in the order of the reference page. */
export function settingsOf(config: Config): SettingView[] {
  const written: unknown = z.encode(configSchema, config)
  const usual: unknown = z.encode(configSchema, configSchema.parse({}))
  return listOptions().flatMap(({ path, description, default: fallback }): SettingView[] => {
    if (fallback === undefined) return []
    const value = at(written, path)
    const is_default = yaml(value) === yaml(at(usual, path))
    return [{ option: path, value: SECRET.test(path) && isSet(value) ? '(set)' : yaml(value), is_default, description }]
  })
}

function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((part, key) => (isRecord(part) ? part[key] : undefined), value)
}

function isSet(value: unknown): boolean {
  return value !== null && value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0)
}

/** On one line, as it is written in a file. */
function yaml(value: unknown): string {
  const text = stringify(value ?? null, {
    collectionStyle: 'flow',
    lineWidth: 0,
    flowCollectionPadding: false,
  }).trimEnd()
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}
