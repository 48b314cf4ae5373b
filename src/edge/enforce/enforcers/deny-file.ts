import { randomBytes } from 'node:crypto'
import {
  closeSync,
  constants,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { EnforcerError } from '../../../domain/errors.ts'
import type { SourceText } from '../../../domain/source.ts'

const HEAD = '# Written by breakwater: changes by hand are lost. Include it in an http or server block.\n'

/** A file of `deny ADDRESS;` lines that is all ours. Replaced as a whole, so that no reader sees half of it; mode 0644. */
export class DenyFile {
  readonly path: string
  /** Of the file that we read or wrote last. */
  #facts = ''
  #text = ''

  constructor(path: string) {
    this.path = path
  }

  /** What it denies; null: it is not there. Throws EnforcerError when it cannot be read or is somebody else's. */
  read(): Set<SourceText> | null {
    const text = this.#read()
    return text === null ? null : new Set(Array.from(text.matchAll(/^deny (\S+);$/gm), ([, address]) => address!))
  }

  /** Whether it denies exactly these. */
  isUpToDate(bans: ReadonlySet<SourceText>): boolean {
    return this.#read() === textOf(bans)
  }

  write(bans: ReadonlySet<SourceText>): void {
    const text = textOf(bans)
    const temporary = join(dirname(this.path), `.${basename(this.path)}.${randomBytes(6).toString('hex')}`)
    try {
      const flags = constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | constants.O_NOFOLLOW
      const file = openSync(temporary, flags, 0o644)
      try {
        writeSync(file, text)
        fsyncSync(file)
      } finally {
        closeSync(file)
      }
      renameSync(temporary, this.path)
    } catch (error) {
      rmSync(temporary, { force: true })
      throw this.#trouble('written', error as Error)
    }
    this.#text = text
    this.#facts = this.#look() ?? ''
  }

  #read(): string | null {
    const facts = this.#look()
    if (facts === null) return null
    if (facts === this.#facts) return this.#text
    try {
      this.#text = readFileSync(this.path, 'utf8')
    } catch (error) {
      throw this.#trouble('read', error as Error)
    }
    if (this.#text !== '' && !this.#text.startsWith(HEAD.slice(0, 23)))
      throw new EnforcerError(
        'all',
        `${this.path} was not written by breakwater`,
        'Name another file in enforcement.deny_file: this one is overwritten as a whole.',
      )
    this.#facts = facts
    return this.#text
  }

  #look(): string | null {
    try {
      const { ino, size, mtimeMs, ctimeMs } = lstatSync(this.path)
      return [ino, size, mtimeMs, ctimeMs].join(' ')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
      throw this.#trouble('read', error as Error)
    }
  }

  #trouble(verb: string, cause: Error): EnforcerError {
    return new EnforcerError(
      'all',
      `the deny file ${this.path} could not be ${verb}: ${cause.message}`,
      'Make its folder writable for breakwater, or name another file in enforcement.deny_file.',
      { cause },
    )
  }
}

function textOf(bans: ReadonlySet<SourceText>): string {
  return HEAD + [...bans].map((address) => `deny ${address};\n`).join('')
}
