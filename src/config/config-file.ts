import { closeSync, openSync, readSync } from 'node:fs'
import { type Document, isMap, isNode, LineCounter, parseDocument } from 'yaml'
import { isRecord } from './merge.ts'
import { substitute, variablesOf } from './substitute.ts'

const MOST_ALIASES = 20
const LARGEST_FILE = 1 << 20

/** One file of the configuration, read and substituted. Nothing throws: what is wrong stands in `problems`. */
export class ConfigFile {
  readonly file: string
  readonly problems: string[] = []
  /** The options; an empty map when there are problems with the text as a whole. */
  readonly value: Record<string, unknown> = {}
  readonly #lines = new LineCounter()
  readonly #document: Document | undefined

  /** `text`: what the file is to hold; without it that is read. */
  constructor(file: string, environment: NodeJS.ProcessEnv, text?: string) {
    this.file = file
    try {
      this.#document = parseDocument(text ?? readText(file), {
        lineCounter: this.#lines,
        uniqueKeys: true,
        merge: false,
      })
      const places = new Set<string>()
      for (const { pos, message } of [...this.#document.errors, ...this.#document.warnings]) {
        const place = this.#place(pos[0])
        if (!places.has(place)) this.problems.push(`${place} ${firstLine(message)}`)
        places.add(place)
      }
      if (this.problems.length > 0) return
      const value: unknown = this.#document.toJS({ maxAliasCount: MOST_ALIASES }) ?? {}
      if (!isRecord(value)) throw new Error('it must be a map of options, such as `allow: [192.0.2.1]`')
      this.value = substitute(value, environment, (path, message) =>
        this.problems.push(`${this.locate(path, 'value')} ${message}`),
      ) as Record<string, unknown>
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      this.problems.push(`${file}: ${code === undefined ? firstLine(message) : `it cannot be read (${code})`}`)
    }
  }

  /** file:line:column: of an option's key or of its value; undefined when this file does not set it. */
  locate(path: readonly PropertyKey[], part: 'key' | 'value'): string | undefined {
    if (!this.#document?.hasIn(path)) return undefined
    const parent = path.length > 1 ? this.#document.getIn(path.slice(0, -1), true) : this.#document.contents
    const pair = isMap(parent)
      ? parent.items.find(({ key }) => String(isNode(key) ? key.toJSON() : key) === String(path.at(-1)))
      : undefined
    const node = (part === 'key' ? pair?.key : pair?.value) ?? this.#document.getIn(path, true)
    return isNode(node) && node.range ? this.#place(node.range[0]) : `${this.file}:`
  }

  /** The option as it is written, before substitution. */
  written(path: readonly PropertyKey[]): unknown {
    const node = this.#document?.getIn(path, true)
    return isNode(node) ? node.toJS(this.#document!) : node
  }

  /** Every option that this file sets, by its path with dots: file:line, and the environment variables it is made from. */
  *sources(): Generator<[string, string]> {
    yield* this.#sourcesIn([], this.value)
  }

  *#sourcesIn(path: readonly string[], map: Record<string, unknown>): Generator<[string, string]> {
    for (const [key, value] of Object.entries(map)) {
      const here = [...path, key]
      if (isRecord(value)) yield* this.#sourcesIn(here, value)
      else {
        const place = this.locate(here, 'key')?.replace(/:\d+:$/, '') ?? this.file
        const variables = variablesOf(this.written(here))
        yield [here.join('.'), variables.length === 0 ? place : `${place} with ${variables.join(', ')}`]
      }
    }
  }

  #place(offset: number): string {
    const { line, col } = this.#lines.linePos(offset)
    return `${this.file}:${line}:${col}:`
  }
}

/** Reads at most 1 MiB, so that a wrong path such as a log or a device does no harm. Throws what the system throws, and for a larger one. */
export function readText(file: string): string {
  const bytes = Buffer.alloc(LARGEST_FILE + 1)
  let length = 0
  const fd = openSync(file, 'r')
  try {
    for (let got = -1; got !== 0 && length < bytes.length; length += got) {
      got = readSync(fd, bytes, length, bytes.length - length, null)
    }
  } finally {
    closeSync(fd)
  }
  if (length > LARGEST_FILE) throw new Error('it is larger than 1 MiB; is it the right file?')
  return bytes.toString('utf8', 0, length)
}

function firstLine(text: string): string {
  return text
    .split('\n')[0]!
    .replace(/ at line \d+, column \d+:?$/, '')
    .replace('Maximum call stack size exceeded', 'it is nested too deeply')
}
