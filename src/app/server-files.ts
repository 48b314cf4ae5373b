import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { FileText, ServerFiles, ServerProcess } from '../edge/discover/server-files.ts'
import { expandGlob } from '../edge/source/glob.ts'

/** Bytes; configurations are far smaller, programs with their symbols smaller too. */
const MOST_BYTES = 32 << 20
const SERVER = /(^|[/\0])(nginx|apache2|httpd)(:|\0|$)/

/** The real machine. `proc`: where processes are shown. */
export function serverFiles(proc = '/proc'): ServerFiles {
  let processes: readonly ServerProcess[] | null = null
  return {
    read: (path, as = 'text') => readText(path, as === 'text' ? 'utf8' : 'latin1'),
    look: (path) => {
      try {
        const found = statSync(path)
        return found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other'
      } catch (error) {
        return isDenied(error) ? 'denied' : 'missing'
      }
    },
    expand: (pattern) => {
      try {
        return expandGlob(pattern)
      } catch {
        // Brackets that mean nothing, such as [z-a].
        return []
      }
    },
    processes: () => {
      processes ??= listProcesses(proc)
      return processes
    },
  }
}

function readText(path: string, encoding: 'utf8' | 'latin1'): FileText {
  try {
    // A FIFO would never answer: only what is a file is opened.
    const found = statSync(path)
    if (!found.isFile() || found.size > MOST_BYTES) return { trouble: 'unsuitable' }
    return { text: readFileSync(path, encoding) }
  } catch (error) {
    return { trouble: isDenied(error) ? 'denied' : 'missing' }
  }
}

function isDenied(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException
  return code === 'EACCES' || code === 'EPERM'
}

function listProcesses(proc: string): ServerProcess[] {
  return namesIn(proc).flatMap((name) => {
    if (!/^\d+$/.test(name)) return []
    const folder = join(proc, name)
    const words = firstBytes(join(folder, 'cmdline'))
    if (!SERVER.test(words) || !isTrusted(folder)) return []
    const args = words.split('\0').filter((word) => word !== '')
    return [{ pid: Number(name), args, cwd: link(join(folder, 'cwd')), contained: isContained(folder) }]
  })
}

/** It has a number of its own in a namespace below ours. */
function isContained(folder: string): boolean {
  return /^NSpid:\t\d+\t\d/m.test(firstBytes(join(folder, 'status')))
}

/** Of the administrator or of ourselves. */
function isTrusted(folder: string): boolean {
  try {
    const { uid } = statSync(folder)
    return uid === 0 || uid === process.getuid?.()
  } catch {
    return false
  }
}

const first = Buffer.alloc(4_096)

/** At most 4 KiB; empty for what has ended. */
function firstBytes(path: string): string {
  try {
    const file = openSync(path, 'r')
    try {
      return first.toString('utf8', 0, readSync(file, first, 0, first.length, 0))
    } finally {
      closeSync(file)
    }
  } catch {
    return ''
  }
}

function link(path: string): string | null {
  try {
    return readlinkSync(path)
  } catch {
    return null
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
