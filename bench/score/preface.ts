import { SIZES } from './cases.ts'
import { HONEST_MOST } from './excess.ts'
import type { Plan } from './plan.ts'
import { TRAINING_SEEDS } from './site.ts'

/** What was played, and what the words of the tables mean. */
export function preface(plan: Plan): string {
  const seeds = (count: number) =>
    count === 1 ? String(plan.firstSeed) : `${plan.firstSeed} to ${plan.firstSeed + count - 1}`
  const sites = plan.sites.map(
    (site) => `${site.size} ${seeds(site.seeds)}${site.withLong ? '' : ' (slow attacks left out)'}`,
  )
  const clean = plan.clean.map(({ size, seeds: count, hours }) => `${size} ${seeds(count)}, ${hours} h each`)
  const histories = SIZES.map(({ name, history }) => `${history / 60} minutes on a ${name} site`).join(', ')
  const most = HONEST_MOST.map(({ requests, seconds }) => `${requests} requests in ${seconds} s`).join(', ')
  return `# What the detection finds, and whom it bans by mistake

Made by \`npm run score${plan.name === 'full' ? '' : ` -- --${plan.name}`}\`; nothing is left out. Everything is simulated (\`breakwater simulate --list\` says what each name
is), each profile with the default numbers, in log time.

**Seeds.** ${plan.sites.length > 0 ? `Attacks: ${sites.join('; ')}. ` : ''}Clean logs: ${clean.join('; ')}. Thresholds may be looked at on the
seeds ${TRAINING_SEEDS.first} to ${TRAINING_SEEDS.last} only, on clean logs only (\`npm run score -- --training\`); no seed of the
attacks is among them. Not everything is blind: groups and mixes were built while looking at simulated attacks, and what counts as excess was set after
a first score. A seed decides everything that is random, the hour of the week in which the log begins, and who visits: on odd
seeds people and everybody else that \`--list\` names (an office of 300, phones behind a carrier's addresses, a crawler, sync clients, …), on even ones
people and about a third of the others.

**A run** is history (${histories}), the attack, and a rest. *In time*: seeds in which what is promised held; of several attackers 95 %
must be banned in time. *p50*, *p95*: seconds from the beginning of the attack to the first right incident, and from an attacker's first request to
its ban; what is not found counts as infinite, shown as –. An incident is right when its kind is one that the truth of the simulator names and it
began after the attack did. *After excess*: seconds to the ban from the beginning of the first second in which the source has sent more than an honest
client may: ${most}. *Covered*: share of the seconds with attack requests in which a right incident was
open, or everybody who sent was banned. *Cleared after*: median of the seconds until the last right incident ended, the log's end included.
*Let through*: share of the attackers' requests that came while they were not banned. An *aim* is shown, but no gate.

**A false ban** is one of somebody who took no part in the attack, or is named as one who must not be banned; *users* are the people behind the
addresses. Benign requests are counted in each run, although the runs of one seed share them. **A stray incident** is one of the site in a log in which nothing
happens.

**What it was called**: the cause, when an incident named one (a group, a crowd); else what the first attacker was banned for; else the first incident
after the beginning; stray ones included.`
}
