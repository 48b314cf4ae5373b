import { type Check, report } from './check.ts'

const check = report('daemon')

/** Whether one runs, and what troubles it. */
export const checkDaemon: Check = ({ daemon }) => {
  if (daemon === null)
    return [
      check(
        'warn',
        'no daemon answers; all else is looked at without it',
        'Start it: breakwater run, or systemctl start breakwater.',
      ),
    ]
  const { pid, version, enforcement, troubles } = daemon
  const mode =
    enforcement.mode === 'off' ? 'observing, nothing is blocked' : `${enforcement.mode}, ${enforcement.state}`
  return [
    check('ok', `breakwater ${version} answers (pid ${pid}): ${mode}`),
    ...troubles.map(({ message, fix }) => check('fail', message, fix)),
  ]
}
