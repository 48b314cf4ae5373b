import { UsageError } from '../domain/errors.ts'
import type { Schema } from './schema-parts.ts'

export const timeQuery = (description: string): Schema => ({
  type: 'string',
  maxLength: 40,
  description: `ISO 8601: ${description}`,
})

/** A time of a query in UTC. Throws UsageError. */
export function timeOf(name: string, text: string): string {
  const at = /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(at))
    throw new UsageError(`${name} is no time in ISO 8601`, 'Write for instance 2026-03-02T09:15:00Z.')
  return new Date(at).toISOString()
}
