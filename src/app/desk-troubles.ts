import type { Incident } from '../domain/incident.ts'
import type { EnforcementStatus, Trouble } from '../domain/status-report.ts'
import type { LogView } from './live-log.ts'

/** Lines of which none was understood before that is a trouble. */
const ENOUGH = 32

/** What can be wrong with the daemon. */
export interface Condition {
  readonly enforcement: Pick<EnforcementStatus, 'mode' | 'state' | 'trouble'>
  readonly storeTrouble: string | null
  readonly logs: readonly LogView[]
  /** Those that fire. */
  readonly incidents: readonly Incident[]
}

/** All that somebody has to do something about, what matters most first. That the baseline is young is none. */
export function troublesOf({ enforcement, storeTrouble, logs, incidents }: Condition): Trouble[] {
  const troubles: Trouble[] = []
  if (enforcement.state === 'down')
    troubles.push({
      code: 'enforcement-down',
      message: `ENFORCEMENT DOWN: ${enforcement.mode} takes no bans${enforcement.trouble === null ? '' : `: ${enforcement.trouble}`}`,
      fix: 'See what is in its way: breakwater doctor. Bans are decided and handed over as soon as it works again.',
    })
  troubles.push(...logs.flatMap(logTroubles))
  for (const { kind, reason } of incidents)
    if (kind === 'blind' || kind === 'enforcement-leak')
      troubles.push({ code: kind, message: reason, fix: FIXES[kind] })
  if (storeTrouble !== null)
    troubles.push({
      code: 'store',
      message: `the record of what must outlive a restart: ${storeTrouble}`,
      fix: 'What waits is written by itself once the disk takes it; a file that was set aside is kept for you to look at, and told of until the next start.',
    })
  return troubles
}

const FIXES = {
  blind:
    'See whether the web server runs and writes the log that is read, in the format that is set: breakwater doctor.',
  'enforcement-leak':
    'See whether requests come another way than by the firewall, such as through a proxy: breakwater doctor.',
} as const

const FILES = {
  missing: {
    message: 'the log is missing',
    fix: 'It is read as soon as it is there; `nginx -T | grep access_log` shows where nginx writes.',
  },
  denied: {
    message: 'the log cannot be read for want of permission',
    fix: 'Run as a user of its group, on Debian: usermod -aG adm USER.',
  },
  unsuitable: {
    message: 'the log is no regular file, or reading it failed',
    fix: 'Give a file, and check its disk; no FIFO: a web server stops when nobody reads it.',
  },
} as const

function logTroubles({ path, lines, refused, trouble }: LogView): Trouble[] {
  const found: Trouble[] = []
  if (trouble !== undefined)
    found.push({ code: `log-${trouble}`, message: `${path}: ${FILES[trouble].message}`, fix: FILES[trouble].fix })
  if (lines >= ENOUGH && refused === lines)
    found.push({
      code: 'no-format',
      message: `${path}: not one of ${lines} lines was understood, so nothing is looked for`,
      fix: "Set format: to a name that detect-format tells, or to the text of nginx's log_format.",
    })
  return found
}
