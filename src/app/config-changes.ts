import type { Config } from '../config/schema.ts'
import { SECRET_OPTIONS } from '../config/secrets.ts'

const LONGEST = 200

export interface ConfigChange {
  readonly option: string
  readonly from: string
  readonly to: string
}

/** Options that differ, by their path, such as `bans.ladder`. */
export function configChanges(before: Config, after: Config): ConfigChange[] {
  const [old, now] = [leaves(before), leaves(after)]
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((option) => {
    const [from, to] = [old.get(option) ?? 'null', now.get(option) ?? 'null']
    if (from === to) return []
    // That a secret changed is told, not to what.
    return SECRET_OPTIONS.some((secret) => secret === option)
      ? { option, from: '…', to: '…' }
      : { option, from: short(from), to: short(to) }
  })
}

function leaves(value: unknown, path = '', into = new Map<string, string>()): Map<string, string> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    for (const [key, part] of Object.entries(value)) leaves(part, path === '' ? key : `${path}.${key}`, into)
  else into.set(path, JSON.stringify(value) ?? 'null')
  return into
}

function short(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}
