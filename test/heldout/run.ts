/**
 * How a profile does on logs that no detector was made for. `npm run heldout -- [profile] [--only words] [--seed n] [--write folder]`
 *
 * A line a scenario: attackers banned of all by kind, with the median time to the ban; honest sources banned, which must be 0; troubles
 * told of all; site incidents without any trouble; incidents by kind. Below it who was banned by mistake, and which single attackers never were.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { configSchema } from '../../src/config/schema.ts'
import { truthText } from '../../src/simulate/truth.ts'
import { Log } from './log.ts'
import { play } from './play.ts'
import { scenarios } from './scenarios.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string', default: '' }, seed: { type: 'string', default: '1' }, write: { type: 'string' } },
})
const config = configSchema.parse({ profile: positionals[0] ?? 'classic' })
const single = { banned: 0, all: 0 }
const members = { banned: 0, all: 0 }
const sums = { honest: 0, told: 0, troubles: 0, stray: 0, hours: 0, requests: 0 }
for (const [i, scenario] of scenarios.entries()) {
  if (!scenario.name.includes(values.only)) continue
  const log = new Log(1_000 * Number(values.seed) + i, scenario.start, scenario.hours)
  scenario.build(log)
  if (values.write !== undefined) {
    mkdirSync(values.write, { recursive: true })
    const name = join(values.write, `${String(i + 1).padStart(2, '0')}-${scenario.name.replace(/\W+/g, '-')}`)
    writeFileSync(`${name}.log`, [...log.seconds()].join(''))
    writeFileSync(`${name}.truth.json`, truthText(log.truth()))
    continue
  }
  const result = play(log, config)
  const { score } = result
  console.log(`${scenario.name} (${log.lines} requests, ${scenario.hours} h)`)
  const attacks = result.kinds.map(
    ({ kind, banned, all, after }) => `${kind} ${banned}/${all}${after === null ? '' : ` after ${after} s`}`,
  )
  console.log(`    attackers ${attacks.join(', ') || 'none'}; honest banned ${result.mistakes.length}`)
  const incidents = [...result.incidents].map(([kind, count]) => `${kind} ${count}`).join(', ')
  console.log(
    `    troubles told ${score.troubles_told}/${score.troubles}, stray ${result.stray}; incidents: ${incidents || 'none'}`,
  )
  for (const { address, kind, at, why, reason } of result.mistakes.slice(0, 8))
    console.log(`    ! ${address} banned as ${kind} after ${at} h, but: ${why}. ${reason}`)
  for (const { address, kind } of result.missed) console.log(`    - never banned: ${address}, ${kind}`)
  for (const { banned, all, isGroup } of result.kinds) {
    const sum = isGroup ? members : single
    sum.banned += banned
    sum.all += all
  }
  sums.honest += result.mistakes.length
  sums.told += score.troubles_told
  sums.troubles += score.troubles
  sums.stray += result.stray
  sums.hours += scenario.hours
  sums.requests += log.lines
}
console.log(
  `${config.profile}: banned ${single.banned}/${single.all} who attack alone and ${members.banned}/${members.all} members of groups, honest banned ${sums.honest}, troubles told ${sums.told}/${sums.troubles}, stray incidents ${sums.stray} in ${sums.hours} h of ${sums.requests} requests`,
)
