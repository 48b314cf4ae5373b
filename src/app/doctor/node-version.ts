import { type Check, type CheckReport, report } from './check.ts'

/** First releases of each line in which decimal strings have no predictable hashes (CVE-2026-21717). */
const SAFE: Readonly<Record<number, readonly [minor: number, patch: number]>> = {
  20: [20, 2],
  22: [22, 2],
  24: [14, 1],
  25: [8, 2],
}
const check = report('node')

export const checkNode: Check = () => [judgeNode(process.version)]

/** `version`: such as `v20.20.2`. */
export function judgeNode(version: string): CheckReport {
  const [major = 0, minor = 0, patch = 0] = version.replace(/^v/, '').split('.').map(Number)
  const safe = SAFE[major]
  const isOld =
    major < 20 ||
    major === 21 ||
    major === 23 ||
    (safe !== undefined && (minor < safe[0] || (minor === safe[0] && patch < safe[1])))
  if (!isOld) return check('ok', `Node ${version}`)
  return check(
    'warn',
    `Node ${version} lets attackers choose what its tables collide on (CVE-2026-21717)`,
    'Update it: 20.20.2, 22.22.2, 24.14.1, 25.8.2 or newer.',
  )
}
