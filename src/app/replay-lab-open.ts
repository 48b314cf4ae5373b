import { closeSync, constants, fstatSync, openSync } from 'node:fs'
import { SourceError } from '../domain/errors.ts'
import type { LabInput } from './replay-lab-job.ts'

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants

/** Opens the very file that was listed: no link, no pipe, nothing that was put in its place. Throws SourceError. */
export function openInput({ name, path, device, inode }: LabInput): number {
  let file: number
  try {
    file = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    throw new SourceError(
      `cannot read ${name}: ${code ?? message}`,
      code === 'EACCES' ? 'Let the user that breakwater runs as read it.' : 'It may have been rotated: order it again.',
      { cause },
    )
  }
  const stat = fstatSync(file)
  if (stat.isFile() && stat.dev === device && stat.ino === inode) return file
  closeSync(file)
  throw new SourceError(
    `${name} is not the file it was when the replay was ordered`,
    'It was rotated meanwhile, most likely: order the replay again.',
  )
}
