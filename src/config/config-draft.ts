import { type Document, isMap, isScalar, parseDocument, Scalar, YAMLMap } from 'yaml'
import { ConfigError } from '../domain/errors.ts'
import { readText } from './config-file.ts'
import { isRecord } from './merge.ts'
import { readConfigFiles } from './read-files.ts'
import type { Config } from './schema.ts'

const HEAD = `# Breakwater's configuration, begun by breakwater setup. What is not here has its default: docs/reference/configuration.md
# lists all options, and breakwater check says what is in effect.
`

/** A configuration file that is being written. What it has already stays, with its comments. Never changed: `with` gives another. */
export class ConfigDraft {
  readonly file: string
  /** null: there is no such file yet. */
  readonly before: string | null
  readonly text: string
  readonly #environment: NodeJS.ProcessEnv

  private constructor(file: string, before: string | null, text: string, environment: NodeJS.ProcessEnv) {
    this.file = file
    this.before = before
    this.text = text
    this.#environment = environment
  }

  /** Of the file as it is, if it is there. Throws ConfigError when it cannot be read. */
  static of(file: string, environment: NodeJS.ProcessEnv): ConfigDraft {
    try {
      const text = readText(file)
      return new ConfigDraft(file, text, text, environment)
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      if (code === 'ENOENT') return new ConfigDraft(file, null, HEAD, environment)
      throw new ConfigError(`${file}: it cannot be read: ${code ?? message}`, 'Choose another file with -c FILE.')
    }
  }

  /** With an option set. `comment`: one line above it, when it is not there yet. */
  with(path: readonly string[], value: unknown, comment?: string): ConfigDraft {
    const document = parseDocument(this.text)
    if (document.contents === null) document.contents = document.createNode({}) as unknown as typeof document.contents
    path.slice(0, -1).forEach((_, at) => {
      openSection(document, path.slice(0, at + 1))
    })
    const isNew = !document.hasIn(path)
    document.setIn(path, document.createNode(value))
    if (isNew && comment !== undefined) setComment(document, path, comment)
    return new ConfigDraft(this.file, this.before, document.toString({ lineWidth: 0 }), this.#environment)
  }

  /** What the file sets, before the environment is put in; undefined: it does not. */
  written(path: readonly string[]): unknown {
    let value: unknown = parseDocument(this.text).toJS()
    for (const name of path) value = isRecord(value) ? value[name] : undefined
    return value
  }

  /** As the daemon would read it, overlays too. Throws ConfigError that lists every problem. */
  load(): Config {
    return readConfigFiles(this.file, this.#environment, this.text).config
  }
}

/** A section that is named without an option in it becomes a map and keeps its comments. */
function openSection(document: Document, path: readonly string[]): void {
  const node = document.getIn(path, true)
  if (isMap(node)) return
  const map = new YAMLMap()
  if (isScalar(node) && node.value === null) map.comment = node.comment ?? node.commentBefore ?? null
  document.setIn(path, map)
}

function setComment(document: Document, path: readonly string[], comment: string): void {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true)
  if (!isMap(parent)) return
  const pair = parent.items.find(({ key }) => String(isScalar(key) ? key.value : key) === path.at(-1))
  if (pair === undefined) return
  const key = isScalar(pair.key) ? pair.key : new Scalar(path.at(-1))
  key.commentBefore = ` ${comment}`
  key.spaceBefore = path.length === 1
  pair.key = key
}
