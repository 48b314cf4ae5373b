import type { Config } from '../config/schema.ts'
import type { Remembered } from '../domain/remembered.ts'
import { createEnforcer } from '../edge/enforce/registry.ts'
import type { Clock } from '../lib/clock.ts'
import type { Logger } from '../lib/logger.ts'
import type { Engine } from './engine.ts'
import { rebuiltBans } from './rebuilt-bans.ts'
import type { RunMemory } from './run-memory.ts'

export interface RunStateParts {
  readonly engine: Engine
  readonly memory: RunMemory
  readonly config: Config
  readonly clock: Clock
  readonly log: Logger
}

/** What was learned before the last stop; before priming, which then adds only what came since. */
export function recall({ engine, memory, clock, log }: RunStateParts): void {
  const learned = memory.learned()
  if (learned === undefined) return
  const recalled = engine.recall(learned, clock.now())
  if (!recalled.taken) log.warn(`what was learned before is not used: ${recalled.reason}; it is learned anew`)
  else if (recalled.isOld)
    log.info('what was learned is older than the baseline: levels are learned anew, seasons and known sources stay')
  else log.info('what was learned before the last stop is in use')
}

/** Bans, offences and the allow list as they were; where their record is lost, the bans that the firewall still holds. */
export async function restore({ engine, memory, config, clock, log }: RunStateParts): Promise<void> {
  const remembered = memory.isRebuilt ? await fromFirewall(memory.remembered, config, clock, log) : memory.remembered
  const leftOut = engine.restore(remembered, clock.now())
  if (leftOut.length > 0)
    log.warn(`left out of what was remembered, for it makes no sense: ${leftOut.slice(0, 5).join(', ')}`)
  const bans = engine.brain.ledger.size
  if (bans > 0) log.info(`${bans} ${bans === 1 ? 'ban is' : 'bans are'} in force from before`)
  if (memory.isRebuilt) memory.store.replace(engine.brain.orders.remembered())
}

async function fromFirewall(
  remembered: Remembered,
  { enforce, enforcement, bans }: Config,
  clock: Clock,
  log: Logger,
): Promise<Remembered> {
  try {
    const held = await createEnforcer(enforce, enforcement).read()
    if (held === null || held.size === 0) return remembered
    log.warn(`the record of bans was lost; ${held.size} are taken over from the firewall`)
    return { ...remembered, bans: rebuiltBans(held, clock.now(), bans.review) }
  } catch (error) {
    log.error(`the record of bans was lost, and the firewall cannot be asked: ${(error as Error).message}`)
    return remembered
  }
}
