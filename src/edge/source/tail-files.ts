import { closeSync, fstatSync, openSync, readdirSync, readSync, type Stats, statSync } from 'node:fs'

/** What tells one file from another, and how far it is written. */
export interface FileFacts {
  readonly device: number
  readonly inode: number
  readonly size: number
  /** Milliseconds. */
  readonly modified: number
  readonly isFile: boolean
}

/** The file system as a tail sees it. All calls throw as node:fs does. */
export interface TailFileSystem {
  stat(path: string): FileFacts
  /** Names in a folder. */
  list(folder: string): string[]
  open(path: string): number
  facts(file: number): FileFacts
  read(file: number, bytes: Buffer, offset: number, length: number, position: number): number
  close(file: number): void
}

export const realFiles: TailFileSystem = {
  stat: (path) => factsOf(statSync(path)),
  list: (folder) => readdirSync(folder),
  open: (path) => openSync(path, 'r'),
  facts: (file) => factsOf(fstatSync(file)),
  read: (file, bytes, offset, length, position) => readSync(file, bytes, offset, length, position),
  close: (file) => closeSync(file),
}

function factsOf(stat: Stats): FileFacts {
  return { device: stat.dev, inode: stat.ino, size: stat.size, modified: stat.mtimeMs, isFile: stat.isFile() }
}
