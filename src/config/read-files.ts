import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Document, isMap, isNode, LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import { ConfigError } from '../domain/errors.ts'
import { nearMiss } from '../lib/near-miss.ts'
import type { LoadedConfig } from './load.ts'
import { configSchema } from './schema.ts'

const MOST_ALIASES = 20
const LARGEST_FILE = 1 << 20

interface Layer {
  readonly file: string
  readonly document: Document
  readonly lines: LineCounter
  readonly value: Record<string, unknown>
}

/** Reads a configuration file and the overlays in `conf.d/*.yaml` beside it. Throws ConfigError that lists every problem. */
export function readConfigFiles(file: string): LoadedConfig {
  const overlays = join(dirname(file), 'conf.d')
  const names = existsSync(overlays)
    ? readdirSync(overlays)
        .filter((name) => name.endsWith('.yaml'))
        .sort()
    : []
  const layers = [file, ...names.map((name) => join(overlays, name))].map(readLayer)
  const merged = layers.reduce<Record<string, unknown>>((sum, layer) => overlay(sum, layer.value), {})
  const result = configSchema.safeParse(merged)
  if (result.success) return { config: result.data, files: layers.map((layer) => layer.file) }
  const problems = result.error.issues.flatMap((issue) => describe(issue, layers))
  throw new ConfigError(
    problems.join('\n'),
    'Correct it and run `breakwater check`; docs/reference/configuration.md lists all options.',
  )
}

function readLayer(file: string): Layer {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    throw new ConfigError(
      `cannot read ${file}: ${(cause as NodeJS.ErrnoException).code}`,
      'Check the path given with -c and the permissions of the file.',
      { cause },
    )
  }
  if (text.length > LARGEST_FILE)
    throw new ConfigError(`${file} is larger than 1 MiB`, 'Split it, or check that it is the right file.')
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, merge: false })
  if (document.errors.length > 0) {
    const problems = document.errors.map(
      (error) => `${place(file, lines, error.pos[0])} ${error.message.split('\n')[0]}`,
    )
    throw new ConfigError(
      problems.join('\n'),
      'It must be YAML: mind the indentation, and quote values that hold : or #.',
    )
  }
  try {
    const value: unknown = document.toJS({ maxAliasCount: MOST_ALIASES }) ?? {}
    if (typeof value !== 'object' || Array.isArray(value)) throw new Error('it must be a map of options')
    return { file, document, lines, value: substitute(value, file) as Record<string, unknown> }
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause
    throw new ConfigError(
      `${file}: ${(cause as Error).message}`,
      'See examples/breakwater.yaml for a file with every option.',
      { cause },
    )
  }
}

/** `${NAME}` and `${NAME:-default}` in texts; the values never appear in messages. */
function substitute(value: unknown, file: string): unknown {
  if (typeof value === 'string') {
    return value.replace(/\$\{([A-Za-z_]\w*)(?::-([^}]*))?\}/g, (_, name: string, fallback: string | undefined) => {
      const found = process.env[name] ?? fallback
      if (found === undefined)
        throw new ConfigError(
          `${file}: the environment variable ${name} is not set`,
          `Set ${name}, or give a default: \${${name}:-value}.`,
        )
      return found
    })
  }
  if (Array.isArray(value)) return value.map((item) => substitute(item, file))
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, substitute(item, file)]))
  }
  return value
}

/** Maps are merged, all else is replaced. */
function overlay(under: Record<string, unknown>, over: Record<string, unknown>): Record<string, unknown> {
  const merged = new Map(Object.entries(under))
  for (const [key, value] of Object.entries(over)) {
    const before = merged.get(key)
    merged.set(key, isRecord(before) && isRecord(value) ? overlay(before, value) : value)
  }
  return Object.fromEntries(merged)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function describe(issue: z.core.$ZodIssue, layers: readonly Layer[]): string[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const meant = nearMiss(key, knownKeys(issue.path))
      return `${locate([...issue.path, key], layers, true)} unknown option ${[...issue.path, key].join('.')}${meant ? `; did you mean ${meant}?` : ''}`
    })
  }
  return [`${locate(issue.path, layers, false)} ${issue.path.join('.')}: ${issue.message}`]
}

/** Names of the options in the map at `path`. */
function knownKeys(path: readonly PropertyKey[]): string[] {
  let value: unknown = configSchema.parse({})
  for (const key of path) value = isRecord(value) ? value[String(key)] : undefined
  return isRecord(value) ? Object.keys(value) : ['path', 'format']
}

/** file:line:column of an option in the last layer that has it, of its key or of its value. */
function locate(path: readonly PropertyKey[], layers: readonly Layer[], ofKey: boolean): string {
  for (const layer of [...layers].reverse()) {
    const parent = path.length > 1 ? layer.document.getIn(path.slice(0, -1), true) : layer.document.contents
    const pair = isMap(parent) ? parent.items.find((item) => String(item.key) === String(path.at(-1))) : undefined
    const node = ofKey || pair === undefined ? (pair?.key ?? layer.document.getIn(path, true)) : pair.value
    if (isNode(node) && node.range) return place(layer.file, layer.lines, node.range[0])
  }
  return `${layers[0]?.file}:`
}

function place(file: string, lines: LineCounter, offset: number): string {
  const { line, col } = lines.linePos(offset)
  return `${file}:${line}:${col}:`
}
