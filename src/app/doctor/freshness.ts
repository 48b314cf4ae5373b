import { MINUTE, type Milliseconds } from '../../domain/units.ts'
import { formatDuration } from '../../lib/duration.ts'
import { type Check, report } from './check.ts'

/** A site that is visited writes more often. */
const OLD: Milliseconds = 10 * MINUTE
const check = report('log fresh')

/** Whether something is written to the logs. */
export const checkFreshness: Check = ({ samples, clock }) =>
  samples.map(({ path, size, written }) => {
    if (size === 0)
      return check('warn', `${path} is empty`, 'Was it rotated a moment ago? If not, the web server writes elsewhere.')
    const age = Math.max(0, clock.now() - written)
    const words = formatDuration(Math.round(age / 1_000) * 1_000)
    if (age <= OLD) return check('ok', `${path} was written ${words} ago`)
    return check(
      'warn',
      `nothing was written to ${path} for ${words}`,
      'If the site is visited, the web server writes elsewhere: `nginx -T | grep access_log` shows where.',
    )
  })
