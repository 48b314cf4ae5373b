import type { Config } from '../config/schema.ts'
import type { ChosenLog } from './log-choice.ts'

/** What is watched, by which rules, and whether anything is blocked. */
export function banner(logs: readonly ChosenLog[], config: Config): string {
  const names = logs.map(({ path }) => (path === '-' ? 'standard input' : path)).join(', ')
  const site = `${names} as one site by the profile ${config.profile}`
  return config.enforce === 'off'
    ? `observing ${site}; nothing is blocked. ${rules(config)}`
    : `watching ${site}; bans are enforced by ${config.enforce}. ${rules(config)}`
}

function rules({ profile, ceiling, alarms }: Config): string {
  if (profile === 'classic')
    return `Ceiling for one source: ${ceiling.per_second} requests in 1 s, ${ceiling.per_10_seconds} in 10 s`
  const times = alarms.max_false_per_week
  return `Promised: at most ${times} false ${times === 1 ? 'alarm' : 'alarms'} of the site a week`
}
