import { closeSync, openSync, readSync, statSync } from 'node:fs'
import type { FileIdentity } from '../domain/read-position.ts'
import type { Bytes, EpochSeconds } from '../domain/units.ts'
import { expandGlob, isGlob } from '../edge/source/glob.ts'
import { groupSeries, listSeries } from '../edge/source/series.ts'
import type { ChosenLog } from './log-choice.ts'

/** Where live reading of a file begins: what is older ends there. */
export type LiveStart = Pick<FileIdentity, 'device' | 'inode' | 'position'>

export interface PastFile {
  readonly path: string
  readonly format: string
  /** Of a packed file as it lies on disk, of a live one up to where live reading begins. */
  readonly size: Bytes
  readonly isPacked: boolean
  readonly modified: EpochSeconds
}

/** A log and its predecessors, the newest first; `broken` says why there is no older one. */
export interface PastSeries {
  readonly files: readonly PastFile[]
  readonly broken: string | null
}

/** The logs as they were before live reading began at `starts`, each with its rotated predecessors. */
export function pastSeries(logs: readonly ChosenLog[], starts: readonly LiveStart[]): PastSeries[] {
  const formats = new Map<string, string>()
  for (const { path, format } of logs) {
    if (path === '-') continue
    for (const name of isGlob(path) ? expandGlob(path) : [path]) formats.set(name, format)
  }
  return groupSeries([...formats.keys()]).map((group) => {
    const newest = group.at(-1)!
    return filesOf(newest, formats, starts)
  })
}

function filesOf(newest: string, formats: ReadonlyMap<string, string>, starts: readonly LiveStart[]): PastSeries {
  const files: PastFile[] = []
  let path = newest
  try {
    for (path of listSeries(newest).toReversed()) {
      const stat = statSync(path)
      if (!stat.isFile()) continue
      const live = starts.find(({ device, inode }) => device === stat.dev && inode === stat.ino)
      // A log that came after the start is read live from its beginning.
      if (live === undefined && path === newest) continue
      files.push({
        path,
        format: formats.get(path) ?? formats.get(newest)!,
        size: Math.min(stat.size, live?.position ?? stat.size),
        isPacked: isGzip(path),
        modified: stat.mtimeMs / 1_000,
      })
    }
  } catch (error) {
    return { files, broken: `cannot read ${path}: ${(error as NodeJS.ErrnoException).code ?? error}` }
  }
  return { files, broken: null }
}

function isGzip(path: string): boolean {
  const magic = readFirst(path, 2)
  return magic[0] === 0x1f && magic[1] === 0x8b
}

/** The first bytes of a file, or all of a shorter one. */
export function readFirst(path: string, bytes: Bytes): Buffer {
  const file = openSync(path, 'r')
  try {
    const room = Buffer.alloc(bytes)
    return room.subarray(0, readSync(file, room, 0, bytes, 0))
  } finally {
    closeSync(file)
  }
}
