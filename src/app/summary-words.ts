import { grouped } from '../brain/explain/reason.ts'
import { escapeText } from '../lib/escape-text.ts'
import type { Summary } from '../wire/summary.ts'
import type { Wording } from '../wire/words.ts'

/** What a person wants to read after a replay. */
export function summaryWords(summary: Summary, wording: Wording): string[] {
  const lines = ['']
  for (const [name, file] of Object.entries(summary.files)) {
    const reasons = Object.entries(file.reasons)
      .map(([reason, count]) => `${grouped(count)} ${reason}`)
      .join(', ')
    const refused = file.rejected === 0 ? 'none refused' : `${grouped(file.rejected)} refused (${reasons})`
    const skewed = file.skewed === 0 ? '' : `, ${grouped(file.skewed)} with a time that cannot be right`
    lines.push(
      `${escapeText(name)}: ${grouped(file.lines)} lines, ${grouped(file.valid)} requests, ${refused}${skewed}`,
    )
  }
  if (summary.from === null || summary.to === null) return [...lines, 'No request was found: nothing was judged.']
  const from = Date.parse(summary.from)
  const to = Date.parse(summary.to)
  lines.push(
    `from ${wording.time(from)} to ${wording.time(to)} (${wording.duration(to - from)}), ${grouped(summary.sources)} sources`,
    summary.bans === 0
      ? 'Nobody would have been banned.'
      : `${grouped(summary.bans)} ${summary.bans === 1 ? 'ban' : 'bans'} would have prevented ${grouped(summary.prevented)} requests, of which ${grouped(summary.prevented_ok)} were answered without an error.`,
  )
  if (summary.protected_over_limit > 0)
    lines.push(
      `${grouped(summary.protected_over_limit)} protected ${summary.protected_over_limit === 1 ? 'source' : 'sources'} went over a limit and ${summary.protected_over_limit === 1 ? 'was' : 'were'} left alone.`,
    )
  if (summary.truth !== undefined) {
    const { attackers, attackers_banned, false_bans, troubles, troubles_told, stray_incidents } = summary.truth
    const { seconds_to_ban, seconds_to_incident } = summary.truth
    const after = (seconds: number | null) => (seconds === null ? '' : `, in the median after ${seconds} s`)
    lines.push(
      `By the truth file: ${grouped(attackers_banned)} of ${grouped(attackers)} attackers banned${after(seconds_to_ban)}; ${grouped(false_bans)} false bans; ${grouped(troubles_told)} of ${grouped(troubles)} troubles told${after(seconds_to_incident)}; ${grouped(stray_incidents)} stray incidents.`,
    )
  }
  lines.push(`${grouped(summary.lines_per_s)} lines/s`)
  return lines
}
