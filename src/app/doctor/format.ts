import { type Check, report } from './check.ts'

/** Shares of the last lines that should be understood: below the first one attackers go unseen, below the second hardly anything is seen. */
const GOOD = 0.95
const HALF = 0.5
const check = report('log format')

/** Whether the lines can be read. */
export const checkFormat: Check = ({ samples }) =>
  samples.flatMap(({ path, format: { format, lines, understood, passed, offender } }) => {
    const judged = lines - passed
    if (judged === 0) return [check('skipped', `${path} holds no line of a request`)]
    const share = understood / judged
    const name = format?.name ?? 'unknown'
    const words = `${path}: ${Math.floor(1_000 * share) / 10} % of the last ${judged} lines are read, as ${name}`
    if (share === 1 || offender === null) return [check('ok', words)]
    const why = offender.why[0]
    const told = `${words}; refused (${why === undefined ? offender.reason : why.why}): ${offender.line}`
    const fix = `See breakwater detect-format ${path}; set format: to the text of the web server's log format.`
    return [check(share >= GOOD ? 'ok' : share >= HALF ? 'warn' : 'fail', told, share >= GOOD ? null : fix)]
  })
