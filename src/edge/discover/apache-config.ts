import { dirname, isAbsolute, join } from 'node:path/posix'
import { type ApacheLine, apacheLines } from './apache-syntax.ts'
import { readEnvironment, substitute } from './apache-variables.ts'
import type { ServerFiles } from './server-files.ts'

const MOST_DEPTH = 16
const MOST_FILES = 10_000

/** A directive about logs, with `${NAME}` replaced. */
export interface ApacheDirective {
  readonly name: string
  readonly args: readonly string[]
  /** 0: the main server; each virtual host has a number of its own. */
  readonly host: number
  readonly where: string
}

export interface ApacheConfig {
  readonly directives: readonly ApacheDirective[]
  readonly hosts: number
  readonly serverRoot: string
  readonly notes: readonly string[]
}

const WANTED = /^(logformat|customlog|transferlog|globallog)$/

/** Reads a configuration with all that it includes, in its order. `defined`: names given by `-D`. */
export function readApacheConfig(
  files: ServerFiles,
  path: string,
  root: string,
  defined: readonly string[],
): ApacheConfig {
  const reader = new ConfigReader(files, root, defined)
  const environment = files.read(join(dirname(path), 'envvars'))
  if ('text' in environment)
    for (const [name, value] of readEnvironment(environment.text)) reader.variables.set(name, value)
  reader.file(path, 'named when Apache was started', [])
  const { directives, hosts, notes, serverRoot } = reader
  return { directives, hosts, serverRoot, notes: [...notes] }
}

class ConfigReader {
  readonly directives: ApacheDirective[] = []
  readonly variables = new Map<string, string>()
  readonly notes = new Set<string>()
  hosts = 0
  serverRoot: string
  readonly #files: ServerFiles
  readonly #defined: Set<string>
  /** Open sections, and whether what is in them holds. */
  readonly #sections: { readonly name: string; readonly holds: boolean }[] = []
  #host = 0
  #read = 0

  constructor(files: ServerFiles, root: string, defined: readonly string[]) {
    this.#files = files
    this.serverRoot = root
    this.#defined = new Set(defined)
  }

  file(path: string, where: string, chain: readonly string[]): void {
    const text = this.#textOf(path, where, chain)
    if (text === null) return
    const [depth, host] = [this.#sections.length, this.#host]
    for (const line of apacheLines(text)) this.#line(line, `${path}:${line.line}`, [...chain, path])
    // A file closes what it opens; a broken one must not change the rest.
    this.#sections.length = Math.min(this.#sections.length, depth)
    this.#host = host
  }

  /** null when there is nothing to read; the reason is noted. */
  #textOf(path: string, where: string, chain: readonly string[]): string | null {
    if (chain.includes(path)) return this.#note(`${where}: ${path} includes itself`)
    if (chain.length >= MOST_DEPTH) return this.#note(`${where}: files are included more than ${MOST_DEPTH} deep`)
    if (this.#read++ >= MOST_FILES)
      return this.#note(`more than ${MOST_FILES} files are included; the rest is left out`)
    const found = this.#files.read(path)
    if ('text' in found) return found.text
    return this.#note(`${path} (${where}) is ${found.trouble === 'denied' ? 'not readable for us' : found.trouble}`)
  }

  /** Files, folders with all that is in them, or a pattern of both. */
  #include(pattern: string, where: string, chain: readonly string[]): void {
    for (const path of this.#files.expand(pattern)) {
      if (this.#files.look(path) !== 'folder') this.file(path, where, chain)
      else if (chain.length < MOST_DEPTH) this.#include(join(path, '*'), where, [...chain, path])
    }
  }

  #line({ name, args: words }: ApacheLine, where: string, chain: readonly string[]): void {
    const args = words.map((word) => substitute(word, this.variables))
    if (name.startsWith('</')) this.#close(name.slice(2))
    else if (name.startsWith('<')) this.#open(name.slice(1), args)
    else if (args[0] !== undefined && this.#sections.every(({ holds }) => holds))
      this.#directive(name, args[0], args, where, chain)
  }

  #directive(name: string, first: string, args: readonly string[], where: string, chain: readonly string[]): void {
    if (name === 'include' || name === 'includeoptional')
      this.#include(isAbsolute(first) ? first : join(this.serverRoot, first), where, chain)
    else if (name === 'serverroot') this.serverRoot = first
    else if (name === 'define') {
      this.#defined.add(first)
      this.variables.set(first, args[1] ?? '')
    } else if (name === 'undefine') this.#defined.delete(first)
    else if (name === 'use') this.#note(`${where}: macros are not followed; name the logs that they set`)
    else if (WANTED.test(name)) this.directives.push({ name, args, host: this.#host, where })
  }

  #open(name: string, args: readonly string[]): void {
    if (name === 'virtualhost') this.#host = ++this.hosts
    this.#sections.push({ name, holds: this.#holds(name, args[0] ?? '') })
  }

  #close(name: string): void {
    const closed = name.replace('>', '')
    if (this.#sections.at(-1)?.name === closed) this.#sections.pop()
    if (closed === 'virtualhost') this.#host = 0
  }

  /** Which modules are loaded is not looked at: those about logs nearly always are. */
  #holds(name: string, condition: string): boolean {
    if (name === 'macro') return false
    if (name !== 'ifdefine') return !(name === 'ifmodule' && condition.startsWith('!'))
    return condition.startsWith('!') ? !this.#defined.has(condition.slice(1)) : this.#defined.has(condition)
  }

  #note(text: string): null {
    this.notes.add(text)
    return null
  }
}
