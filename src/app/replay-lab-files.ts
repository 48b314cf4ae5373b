import { createHash } from 'node:crypto'
import { lstatSync, readlinkSync, realpathSync, type Stats } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { expandGlob, isGlob } from '../edge/source/glob.ts'
import { listSeries } from '../edge/source/series.ts'
import { type ChosenLog, isFile } from './log-choice.ts'
import type { LabInput } from './replay-lab-job.ts'

/** Most that are listed; of each log the newest. */
const MOST_FILES = 200

/**
 * Files of the logs that are watched and their rotated predecessors, those of one log together and the newest first. A link is
 * followed only where a log is one that root or this user made; what leads elsewhere, or is no file, is not listed.
 */
export function watchedFiles(logs: readonly ChosenLog[]): LabInput[] {
  const found = new Map<string, LabInput>()
  for (const { path, format } of logs.filter(isFile))
    for (const name of isGlob(path) ? expandGlob(path) : [path])
      for (const input of filesOf(name, format)) if (!found.has(input.id)) found.set(input.id, input)
  return [...found.values()].slice(0, MOST_FILES)
}

function filesOf(path: string, format: string): LabInput[] {
  try {
    const place = placeOf(path)
    if (place === null) return []
    return listSeries(place.path)
      .toReversed()
      .flatMap((one) => {
        const stat = lstatSync(one)
        return stat.isFile() ? [inputOf(one, join(place.shown, basename(one)), stat, format)] : []
      })
  } catch {
    // The folder or a file in it went away while it was looked at.
    return []
  }
}

/** Where a log lies, and its folder as people name it; null when somebody else may have put a link there. */
function placeOf(path: string): { readonly path: string; readonly shown: string } | null {
  const stat = lstatSync(path)
  const target = stat.isSymbolicLink() ? resolve(dirname(path), readlinkSync(path)) : path
  if (target !== path && stat.uid !== 0 && stat.uid !== process.getuid?.()) return null
  const folder = realpathSync(dirname(target))
  return { path: join(folder, basename(target)), shown: target === path ? dirname(path) : folder }
}

function inputOf(path: string, name: string, { dev, ino, size, mtime }: Stats, format: string): LabInput {
  return {
    ...{ id: createHash('sha256').update(path).digest('hex').slice(0, 16), name, path, format },
    ...{ bytes: size, modified: mtime.toISOString(), is_upload: false, device: dev, inode: ino },
  }
}
