import { troublesOf } from '../app/desk-troubles.ts'
import type { LogView } from '../app/live-log.ts'
import type { RefusalCode } from '../domain/control.ts'
import { FAULT_CODES } from '../domain/fault-codes.ts'
import type { Incident } from '../domain/incident.ts'
import { refusalStatus } from '../server/problem.ts'
import { PROBLEM_CODES } from '../server/problem-codes.ts'
import { exitCodeOf } from './fault.ts'

const HEAD = `# Errors

A command that fails prints what happened and, on the line below, what to do next, to standard error. The API answers the same as
\`{"error": code, "message": what happened, "fix": what to do next}\`. Codes are stable; sentences may change.
`

/** Why an order was refused, and what helps. */
const REFUSALS: Readonly<Record<RefusalCode, string>> = {
  'bad-order':
    'The order is not one that can be carried out, such as a ban of a network wider than /24 or /48; the message says what to correct.',
  protected:
    'The address is protected: of this machine, private, allowed or a trusted proxy. `breakwater allow check ADDRESS` says why.',
  'bans-in-force': 'As many bans are in force as are allowed. Lift some, or ban a network in place of many addresses.',
  'not-banned': 'There is no such ban. `breakwater bans list` shows those in force.',
  'still-banned': 'The address is banned. Lift it first, or add `--lift`.',
  'still-allowed': 'The address is on the allow list. `breakwater allow remove` it first.',
  'not-allowed': 'The range is not on the list that is kept at run time. `breakwater allow list` shows it.',
  'already-allowed': 'The range is on the list already.',
  'from-configuration': 'It is set in the configuration file: change it there and reload.',
  'bad-configuration':
    'The configuration that was to be read has mistakes; the old one stays. `breakwater check` lists them.',
  'store-trouble': 'It cannot be written down, so that it is not done. See the disk and the state folder.',
  'no-such-file': 'No log or upload has this id. List them anew.',
  'upload-too-large': 'Five files and 256 MiB are taken at most. Play it by `breakwater replay` where it lies.',
  'upload-broken': 'What arrived is no whole file. Send it again.',
  'too-many-uploads': 'As many files are there as are taken. Remove one.',
  'too-many-replays': 'As many replays wait as may. Wait for one to end, or cancel it.',
  'not-known': 'Nothing is known of it: mistyped, or older than `retention`.',
  'not-possible': "This is the demo, whose addresses are nobody's. Start Breakwater with the log of your web server.",
}

/** Every code by which Breakwater says that something is wrong. */
export function errorsPage(): string {
  const faults = Object.entries(FAULT_CODES).map(
    ([code, { means, fix }]) => `| \`${code}\` | ${exitCodeOf(code)} | ${means} | ${fix} |\n`,
  )
  const refusals = Object.entries(REFUSALS).map(
    ([code, words]) => `| \`${code}\` | ${refusalStatus({ code: code as RefusalCode })} | ${words} |\n`,
  )
  const problems = Object.entries(PROBLEM_CODES).map(
    ([code, { status, means }]) => `| \`${code}\` | ${status} | ${means} |\n`,
  )
  const troubles = allTroubles().map(
    ({ code, message, fix }) => `| \`${code}\` | ${message} | ${fix.replaceAll('|', '\\|')} |\n`,
  )
  return [
    HEAD,
    `## Faults\n\n| code | exit code | means | what to do |\n|---|---|---|---|\n${faults.join('')}
The API answers a fault of this kind with 503 and its code in small letters, such as \`bw-busy\`; \`BW_USAGE\` with 400 as \`bad-value\`.\n`,
    `## Orders that are refused\n\nOn the command line \`BW_REFUSED\`.\n\n| code | status | means and what to do |\n|---|---|---|\n${refusals.join('')}`,
    `## Requests that are not answered\n\n| code | status | means |\n|---|---|---|\n${problems.join('')}`,
    `## Troubles\n\nWhat \`breakwater status\` and \`/readyz\` tell of a daemon that runs, what matters most first.\n\n| code | message | what to do |\n|---|---|---|\n${troubles.join('')}`,
  ].join('\n')
}

/** What a daemon tells with which everything is wrong. */
function allTroubles() {
  const log = { path: 'LOG', lines: 0, refused: 0 } as LogView
  const told = { reason: 'the sentence of the incident' } as Incident
  return troublesOf({
    enforcement: { mode: 'nftables', state: 'down', trouble: 'CAUSE' },
    storeTrouble: 'CAUSE',
    logs: [
      ...(['missing', 'denied', 'unsuitable'] as const).map((trouble) => ({ ...log, trouble })),
      { ...log, lines: 1_000, refused: 1_000 },
    ],
    incidents: [
      { ...told, kind: 'blind' },
      { ...told, kind: 'enforcement-leak' },
    ],
  })
}
