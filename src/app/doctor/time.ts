import { MINUTE, type Milliseconds, SECOND } from '../../domain/units.ts'
import { formatDuration } from '../../lib/duration.ts'
import { type Check, report } from './check.ts'

/** What may lie ahead of the clock: `run` does not follow further. */
const AHEAD: Milliseconds = 5 * SECOND
/** From a line's own time to its write. Buffers hold lines for some seconds; zones are quarters of an hour apart. */
const BUFFERED: Milliseconds = 15 * SECOND
const ZONE: Milliseconds = 14 * MINUTE
const check = report('log time')

/** Whether the times in the logs agree with the clock of this machine, by when the files were written. */
export const checkTime: Check = ({ samples, clock }) =>
  samples.flatMap(({ path, written, lastTime }) => {
    if (lastTime === null) return []
    const words = (length: Milliseconds) => formatDuration(Math.round(length / SECOND) * SECOND)
    const ahead = lastTime - Math.max(written, 0)
    if (ahead > AHEAD || lastTime - clock.now() > AHEAD)
      return [
        check(
          'fail',
          `${path}: its last line is dated ${words(Math.max(ahead, lastTime - clock.now()))} after it was written`,
          'Correct the clock or the time zone of the web server: lines from the future are not judged.',
        ),
      ]
    const behind = -ahead
    if (behind <= BUFFERED)
      return [check('ok', `${path}: lines are dated when they are written, within ${words(behind)}`)]
    if (behind < ZONE)
      return [
        check(
          'warn',
          `${path}: its last line was written ${words(behind)} after its own time`,
          'Remove buffer= and flush= from access_log: late lines are judged late or not at all.',
        ),
      ]
    return [
      check(
        'warn',
        `${path}: its last line was written ${words(behind)} after its own time`,
        'Correct the clock or the time zone of the web server, or was the file copied or touched?',
      ),
    ]
  })
