import { closeSync, constants, fstatSync, openSync } from 'node:fs'
import { StateError } from '../domain/errors.ts'
import type { Replaced } from './quarantine.ts'

/** The file is there, and what it holds must not be believed. */
export class Untrusted extends Error {
  readonly why: Replaced['why']
  constructor(why: Replaced['why'], text: string) {
    super(text)
    this.why = why
  }
}

/** Makes the file for its owner alone; true: it was not there. Throws when it is a link, which would lead the writes of a privileged process elsewhere. */
export function prepareFile(path: string): boolean {
  const { O_RDWR, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK } = constants
  try {
    closeSync(openSync(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600))
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  let file: number
  try {
    file = openSync(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ELOOP') throw cause
    throw new StateError(`${path} is a symbolic link`, 'Put the database itself there, or remove the link.', { cause })
  }
  try {
    const facts = fstatSync(file)
    if (!facts.isFile()) throw new StateError(`${path} is no file`, 'Remove it; the database is made anew.')
    if (facts.size === 0) throw new Untrusted('truncated', 'it is empty')
    return false
  } finally {
    closeSync(file)
  }
}
