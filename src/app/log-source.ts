import { isGlob, matchesGlob } from '../edge/source/glob.ts'

/** Which of the configured logs a file or a sender of datagrams belongs to: there are no more of these than the operator named. */
export function logSource(path: string, configured: readonly string[]): string {
  const found = configured.find(
    (log) => log === path || path.startsWith(`${log} (`) || (isGlob(log) && matchesGlob(log, path)),
  )
  return found ?? 'other'
}
