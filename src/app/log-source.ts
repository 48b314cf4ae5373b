import { isGlob, matchesGlob } from '../edge/source/glob.ts'

/** Which of the configured logs a file or a sender of datagrams belongs to: there are no more of these than the operator named. */
export function logSource(path: string, configured: readonly { readonly path: string }[]): string {
  const found = configured.find(
    (log) => log.path === path || path.startsWith(`${log.path} (`) || (isGlob(log.path) && matchesGlob(log.path, path)),
  )
  return found?.path ?? 'other'
}
