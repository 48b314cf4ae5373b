import { existsSync } from 'node:fs'
import type { Enforcer } from '../domain/enforcement.ts'
import { BreakwaterError } from '../domain/errors.ts'
import { createEnforcer, type EnforcementOptions } from '../edge/enforce/registry.ts'
import type { Clock } from '../lib/clock.ts'
import { hasCommand } from '../lib/run-command.ts'
import { PanicMark } from './panic-mark.ts'
import { lockHolder } from './state-folder.ts'
import { purgeState } from './state-purge.ts'

export interface PanicOptions {
  readonly enforcement: EnforcementOptions
  readonly stateFolder: string
  /** Also delete what is kept in the state folder. */
  readonly purge: boolean
  /** Command that runs the firewall's programs somewhere, such as `ip netns exec NAME`. */
  readonly prefix?: readonly string[]
  readonly clock: Pick<Clock, 'after'>
}

/** What happened in one place. `gone`: nothing of ours is there any longer. */
export interface PanicStep {
  readonly place: string
  readonly outcome: 'gone' | 'not installed' | 'failed'
  /** Bans that were in force there; null: there are none, or it could not be told. */
  readonly bans: number | null
  /** Why it failed and what to do, or what else there is to know. */
  readonly detail: string | null
}

export interface PanicReport {
  readonly steps: readonly PanicStep[]
  /** Process id of a daemon that runs: it goes on observing. */
  readonly daemon: number | null
}

/** A batch of the daemon's that is under way ends within this time. */
const LONGEST_BATCH = 2_500

/**
 * Removes all our rules at once, whatever is configured: from nftables, iptables and ipset, and the deny file when one is named. A mark
 * in the state folder keeps a daemon, one that runs or is started later, from putting them back: it only observes. Never throws.
 */
export async function panic(options: PanicOptions): Promise<PanicReport> {
  const { stateFolder, clock } = options
  const daemon = lockHolder(stateFolder)
  const mark = existsSync(stateFolder) ? [stopEnforcing(stateFolder)] : []
  const steps = await removeAll(options)
  if (daemon !== undefined) {
    await new Promise<void>((resolve) => clock.after(LONGEST_BATCH, resolve))
    await removeAll(options)
  }
  const state = options.purge ? [purgeStep(stateFolder)] : []
  return { steps: [...mark, ...steps, ...state], daemon: daemon ?? null }
}

async function removeAll({ enforcement, prefix, clock }: PanicOptions): Promise<PanicStep[]> {
  const quick = { ...enforcement, cut_connections: false }
  const around = { clock, ...(prefix && { prefix }) }
  const steps: PanicStep[] = []
  const places = [
    { place: `nftables table inet ${enforcement.table}`, mode: 'nftables', program: 'nft' },
    { place: 'iptables chain BREAKWATER and its ipsets', mode: 'iptables', program: 'iptables-save' },
  ] as const
  for (const { place, mode, program } of places) {
    if (!hasCommand(program)) steps.push({ place, outcome: 'not installed', bans: null, detail: null })
    else steps.push(await remove(place, createEnforcer(mode, quick, around)))
  }
  if (enforcement.deny_file !== null)
    steps.push(await remove(`deny file ${enforcement.deny_file}`, createEnforcer('nginx', quick, around)))
  return steps
}

async function remove(place: string, enforcer: Enforcer): Promise<PanicStep> {
  try {
    // Damaged rules read as none: they are removed all the same.
    const held = await enforcer.read().catch(() => null)
    await enforcer.purge()
    return { place, outcome: 'gone', bans: held?.size ?? null, detail: null }
  } catch (error) {
    return { place, outcome: 'failed', bans: null, detail: wordsOf(error) }
  }
}

function stopEnforcing(folder: string): PanicStep {
  const mark = new PanicMark(folder)
  const place = `enforcement by the daemon (mark ${mark.path})`
  try {
    mark.set()
    return { place, outcome: 'gone', bans: null, detail: 'it only observes until breakwater panic --over' }
  } catch (error) {
    return { place, outcome: 'failed', bans: null, detail: `${wordsOf(error)}. Stop it, or it blocks again.` }
  }
}

function purgeStep(folder: string): PanicStep {
  const place = `state directory ${folder}`
  try {
    const left = purgeState(folder)
    const detail = left.length === 0 ? null : `left, because it is not ours: ${left.join(', ')}`
    return { place, outcome: 'gone', bans: null, detail }
  } catch (error) {
    return { place, outcome: 'failed', bans: null, detail: wordsOf(error) }
  }
}

function wordsOf(error: unknown): string {
  return error instanceof BreakwaterError ? `${error.message}. ${error.hint}` : (error as Error).message
}
