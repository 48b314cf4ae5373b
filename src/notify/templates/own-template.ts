import type { Message } from '../../domain/message.ts'
import { plainMessage } from './plain-message.ts'

/** Templates by their name in the configuration. */
export const WEBHOOK_TEMPLATES = ['breakwater', 'teams', 'pagerduty', 'alertmanager'] as const

const PLACE = /\{\{\s*([a-z_]+)\s*\}\}/g

/** Names that may stand in `{{…}}`. */
export const TEMPLATE_FIELDS = [
  ...[
    'id',
    'thread',
    'kind',
    'state',
    'severity',
    'severity_word',
    'at',
    'since',
    'lasted_s',
    'site',
    'subject',
    'title',
  ],
  ...['happened', 'measured', 'sources', 'bans', 'done', 'undo', 'link', 'held', 'text'],
] as const

/** Names in a template that are none of ours. */
export function unknownFields(template: unknown): string[] {
  const found: string[] = []
  walk(template, (text) => {
    for (const [, name] of text.matchAll(PLACE))
      if (!(TEMPLATE_FIELDS as readonly string[]).includes(name!)) found.push(name!)
    return text
  })
  return found
}

/**
 * A value of JSON with `{{name}}` in its texts filled in. A text that is nothing but one keeps the kind of its value. As the texts are filled
 * in after the JSON was read, what stands in a message cannot change the form of it.
 */
export function fillTemplate(template: unknown, message: Message): unknown {
  const fields = plainMessage(message)
  const measured = message.measured?.words ?? ''
  const sources = message.sources.map(({ address }) => address)
  return walk(template, (text) => {
    const [whole, only] = /^\{\{\s*([a-z_]+)\s*\}\}$/.exec(text) ?? []
    if (whole !== undefined) return fields[only!] ?? null
    return text.replace(PLACE, (_, name: string) => {
      if (name === 'measured') return measured
      if (name === 'sources') return sources.join(', ')
      const value = fields[name]
      return Array.isArray(value)
        ? value.join('\n')
        : typeof value === 'object'
          ? value === null
            ? ''
            : JSON.stringify(value)
          : String(value)
    })
  })
}

function walk(value: unknown, fill: (text: string) => unknown): unknown {
  if (typeof value === 'string') return fill(value)
  if (Array.isArray(value)) return value.map((item) => walk(item, fill))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item, fill)]))
}
