import { chmodSync, lstatSync, rmSync, statSync } from 'node:fs'
import { createConnection } from 'node:net'
import { dirname } from 'node:path'
import { StateError } from '../domain/errors.ts'
import type { ControlApp } from './control-app.ts'

/** Owner and group; the folder decides who gets that far. */
const MODE = 0o660
/** Bytes of a path that the kernel takes: sun_path of unix(7) without its end. */
const LONGEST_PATH = 107
/** Operators, their scripts and one dashboard. */
const MOST_CONNECTIONS = 64
/** Milliseconds in which a living process takes a connection. */
const PATIENCE = 1_000

export interface ControlSocket {
  readonly path: string
  /** Ends connections that are open and removes the socket. */
  close(): Promise<void>
}

/**
 * Serves the app on a Unix socket of mode 0660. What a dead process left is removed; a socket that answers, a link and any
 * other file are not. Throws StateError when it cannot listen.
 */
export async function listenOnSocket(app: ControlApp, path: string): Promise<ControlSocket> {
  if (Buffer.byteLength(path) > LONGEST_PATH)
    throw new StateError(
      `the path of the control socket is longer than ${LONGEST_PATH} bytes: ${path}`,
      'Choose a shorter --state-dir DIR.',
    )
  checkFolder(dirname(path))
  await removeStale(path)
  try {
    app.server.maxConnections = MOST_CONNECTIONS
    await app.listen({ path })
    // Until here only the owner may connect, or nobody by the umask; nobody else may write the folder and swap the file.
    chmodSync(path, MODE)
  } catch (cause) {
    await app.close()
    throw cannotListen(path, cause as Error)
  }
  return { path, close: () => app.close() }
}

/** Whoever may write the folder could put another file in the socket's place. */
function checkFolder(folder: string): void {
  const { uid, mode } = statSync(folder, { throwIfNoEntry: false }) ?? {}
  if (uid === undefined || mode === undefined)
    throw new StateError(`${folder} is not there`, 'Create it, or choose another with --state-dir DIR.')
  const isOurs = uid === process.getuid?.() || uid === 0
  if (!isOurs || (mode & 0o022) !== 0)
    throw new StateError(
      `${folder} may be written by others, who could take the place of the control socket`,
      `Give it to this user alone: chmod 0700 ${folder}`,
    )
}

async function removeStale(path: string): Promise<void> {
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found === undefined) return
  if (!found.isSocket())
    throw new StateError(
      `${path} is ${found.isSymbolicLink() ? 'a link' : 'a file'} and no socket; it is left as it is`,
      'Move it away, or choose another --state-dir DIR.',
    )
  if (await answers(path))
    throw new StateError(
      `another breakwater answers at ${path}`,
      'Stop it first, or give this one its own with --state-dir DIR.',
    )
  rmSync(path, { force: true })
}

/** A process that is too busy to take a connection lives too. */
function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ path, timeout: PATIENCE })
    const end = (isAlive: boolean) => {
      socket.destroy()
      resolve(isAlive)
    }
    socket.once('connect', () => end(true))
    socket.once('timeout', () => end(true))
    socket.once('error', ({ code }: NodeJS.ErrnoException) => end(code !== 'ECONNREFUSED' && code !== 'ENOENT'))
  })
}

function cannotListen(path: string, cause: Error): StateError {
  return new StateError(
    `cannot listen at ${path}: ${cause.message}`,
    'Make the folder writable for this user, or choose another with --state-dir DIR.',
    { cause },
  )
}
