import { StateError } from '../domain/errors.ts'

/**
 * `busy`: another process holds the file. `corrupt`: its content cannot be trusted. `disk`: full, read-only, failing, or out of reach; what
 * was to be written is tried again later. `other`: a mistake of ours.
 */
export type Fault = 'busy' | 'corrupt' | 'disk' | 'other'

/** Primary result codes of SQLite: https://sqlite.org/rescode.html */
const FAULTS: Readonly<Record<number, Fault>> = {
  3: 'disk', // PERM
  5: 'busy',
  6: 'busy', // LOCKED
  7: 'disk', // NOMEM
  8: 'disk', // READONLY
  10: 'disk', // IOERR
  11: 'corrupt',
  13: 'disk', // FULL
  14: 'disk', // CANTOPEN
  15: 'disk', // PROTOCOL: a race for the lock
  22: 'disk', // NOLFS: the file is too large for the file system
  26: 'corrupt', // NOTADB
}

/** Of the calls around SQLite that make, rename and look at files. */
const DISK = new Set(['EACCES', 'EDQUOT', 'EIO', 'EMFILE', 'ENFILE', 'ENOENT', 'ENOSPC', 'EPERM', 'EROFS', 'ESTALE'])

/** What kind of trouble an error of SQLite or of the file system is. */
export function faultOf(error: unknown): Fault {
  if (error instanceof StateError) return 'busy'
  const { errcode, code } = error as { errcode?: number; code?: string }
  if (errcode !== undefined) return FAULTS[errcode & 0xff] ?? 'other'
  return code !== undefined && DISK.has(code) ? 'disk' : 'other'
}
