import { readdirSync } from 'node:fs'
import { join } from 'node:path'

export function isGlob(pattern: string): boolean {
  return /[*?[]/.test(pattern)
}

/** Existing paths that match, sorted. `*`, `?` and `[…]` stand for parts of one name; hidden names need their dot written. */
export function expandGlob(pattern: string): string[] {
  const parts = pattern.split('/').filter((part, index) => part !== '' || index === 0)
  let found = [pattern.startsWith('/') ? '/' : '']
  for (const part of parts[0] === '' ? parts.slice(1) : parts) {
    found = found.flatMap((folder) => {
      if (!isGlob(part)) return [folder === '' ? part : join(folder, part)]
      const wanted = expression(part)
      return namesIn(folder === '' ? '.' : folder)
        .filter((name) => wanted.test(name) && (part.startsWith('.') || !name.startsWith('.')))
        .map((name) => (folder === '' ? name : join(folder, name)))
    })
  }
  return found.sort()
}

/** Whether `path` is among what the pattern stands for. */
export function matchesGlob(pattern: string, path: string): boolean {
  const parts = pattern.split('/')
  const names = path.split('/')
  return parts.length === names.length && parts.every((part, i) => expression(part).test(names[i]!))
}

/** The folder in which the names that match last are looked for: the part before the first wildcard. */
export function fixedFolder(pattern: string): string {
  const fixed: string[] = []
  for (const part of pattern.split('/').slice(0, -1)) {
    if (isGlob(part)) break
    fixed.push(part)
  }
  return fixed.join('/') || (pattern.startsWith('/') ? '/' : '.')
}

function expression(part: string): RegExp {
  const source = part
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.')
    .replace(/\[!/g, '[^')
  return new RegExp(`^${source}$`)
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
