import { dirname } from 'node:path/posix'
import type { FileKind, FileText, ServerFiles, ServerProcess } from './server-files.ts'

/** A machine in memory. `null` as a file's text: it is there, but not readable. */
export class MemoryServer implements ServerFiles {
  readonly #files: ReadonlyMap<string, string | null>
  readonly #processes: readonly ServerProcess[]

  constructor(files: Readonly<Record<string, string | null>>, processes: readonly ServerProcess[] = []) {
    this.#files = new Map(Object.entries(files))
    this.#processes = processes
  }

  read(path: string): FileText {
    const text = this.#files.get(path)
    return typeof text === 'string' ? { text } : { trouble: text === null ? 'denied' : 'missing' }
  }

  look(path: string): FileKind {
    const text = this.#files.get(path)
    if (text !== undefined) return text === null ? 'denied' : 'file'
    return [...this.#files.keys()].some((name) => name.startsWith(`${path}/`)) ? 'folder' : 'missing'
  }

  expand(pattern: string): string[] {
    if (!pattern.includes('*')) return [pattern]
    const wanted = new RegExp(`^${pattern.replace(/[.+]/g, '\\$&').replaceAll('*', '[^/]*')}$`)
    const names = [...this.#files.keys()].flatMap((name) => [name, ...foldersOf(name)])
    return [...new Set(names)].filter((name) => wanted.test(name)).sort()
  }

  processes(): readonly ServerProcess[] {
    return this.#processes
  }
}

function foldersOf(path: string): string[] {
  const folder = dirname(path)
  return folder === '/' ? [] : [folder, ...foldersOf(folder)]
}
