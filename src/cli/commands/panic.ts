import { type PanicReport, type PanicStep, panic } from '../../app/panic.ts'
import { PanicMark } from '../../app/panic-mark.ts'
import { stateFolderPath } from '../../app/state-folder.ts'
import { defaultConfig } from '../../config/defaults.ts'
import { loadConfig } from '../../config/load.ts'
import { systemClock } from '../../lib/clock.ts'
import { escapeText } from '../../lib/escape-text.ts'
import type { GlobalOptions } from '../command-options.ts'
import { FAILED } from '../fault.ts'

export interface PanicFlags extends GlobalOptions {
  readonly stateDir?: string
  readonly purge?: true
  readonly over?: true
}

/** Exit code 1 when something of ours may still be there. */
export async function panicCommand(flags: PanicFlags): Promise<number> {
  const stateFolder = stateFolderPath(flags.stateDir)
  if (flags.over === true) {
    new PanicMark(stateFolder).clear()
    process.stdout.write(`enforcement may go on: the mark in ${escapeText(stateFolder)} is gone\n`)
    return 0
  }
  const report = await panic({
    enforcement: await enforcementOf(flags.config),
    stateFolder,
    purge: flags.purge === true,
    clock: systemClock,
  })
  if (flags.output === 'human') for (const line of tell(report)) process.stdout.write(`${escapeText(line, 2_000)}\n`)
  else process.stdout.write(`${JSON.stringify(report, null, flags.output === 'json' ? 2 : 0)}\n`)
  return report.steps.some(({ outcome }) => outcome === 'failed') ? FAILED : 0
}

/** A configuration that is broken must not stand in the way. */
async function enforcementOf(path: string | undefined) {
  try {
    return (await loadConfig(path)).config.enforcement
  } catch (error) {
    const words = escapeText((error as Error).message, 500)
    process.stderr.write(
      `breakwater: ${words}\n  The usual names are tried instead; a deny file, if you have one, is not emptied.\n`,
    )
    return defaultConfig.enforcement
  }
}

function tell({ steps, daemon }: PanicReport): string[] {
  const lines = steps.map(line)
  if (daemon !== null) lines.push(`breakwater runs (pid ${daemon}) and goes on observing; nothing is blocked.`)
  return lines
}

function line({ place, outcome, bans, detail }: PanicStep): string {
  const count = bans === null ? '' : `, with ${bans} ${bans === 1 ? 'ban' : 'bans'} in it`
  return `${place}: ${outcome}${count}${detail === null ? '' : ` (${detail})`}`
}
