import { dirname, isAbsolute, join } from 'node:path/posix'
import { type Directive, parseNginx } from './nginx-syntax.ts'
import type { ServerFiles } from './server-files.ts'

const MOST_DEPTH = 16
const MOST_FILES = 10_000
/** Directives of all files together, after includes. */
const MOST_DIRECTIVES = 1_000_000

export interface NginxConfig {
  /** With the directives of included files where they are included. */
  readonly directives: readonly Directive[]
  readonly notes: readonly string[]
}

/** Reads a configuration with all that it includes; what cannot be read is noted. */
export function readNginxConfig(files: ServerFiles, path: string): NginxConfig {
  const reader = new ConfigReader(files, dirname(path))
  return { directives: reader.file(path, 'named when nginx was started', []), notes: [...reader.notes] }
}

class ConfigReader {
  readonly notes = new Set<string>()
  readonly #files: ServerFiles
  /** Includes are relative to the folder of the main file. */
  readonly #folder: string
  readonly #parsed = new Map<string, readonly Directive[]>()
  #directives = 0

  constructor(files: ServerFiles, folder: string) {
    this.#files = files
    this.#folder = folder
  }

  /** `chain`: the files that are being included, outermost first. */
  file(path: string, where: string, chain: readonly string[]): readonly Directive[] {
    if (chain.includes(path)) return this.#note(`${where}: ${path} includes itself`)
    if (chain.length >= MOST_DEPTH) return this.#note(`${where}: files are included more than ${MOST_DEPTH} deep`)
    return this.#expand(this.#parse(path, where), [...chain, path])
  }

  #parse(path: string, where: string): readonly Directive[] {
    const known = this.#parsed.get(path)
    if (known !== undefined) return known
    if (this.#parsed.size >= MOST_FILES)
      return this.#note(`more than ${MOST_FILES} files are included; the rest is left out`)
    const found = this.#files.read(path)
    if ('trouble' in found) {
      this.#parsed.set(path, [])
      return this.#note(`${path} (${where}) is ${found.trouble === 'denied' ? 'not readable for us' : found.trouble}`)
    }
    const { directives, fault } = parseNginx(found.text, path)
    if (fault !== null) this.notes.add(`${fault}; what follows it is not read`)
    this.#parsed.set(path, directives)
    return directives
  }

  #expand(directives: readonly Directive[], chain: readonly string[]): readonly Directive[] {
    return directives.flatMap((directive) => {
      if (++this.#directives > MOST_DIRECTIVES)
        return this.#note('the configuration is too large; the rest is left out')
      const { name, args, block, where } = directive
      if (block !== null) return [{ ...directive, block: this.#expand(block, chain) }]
      if (name !== 'include' || args.length !== 1) return [directive]
      const pattern = isAbsolute(args[0]!) ? args[0]! : join(this.#folder, args[0]!)
      return this.#files.expand(pattern).flatMap((path) => this.file(path, where, chain))
    })
  }

  #note(text: string): readonly Directive[] {
    this.notes.add(text)
    return []
  }
}
