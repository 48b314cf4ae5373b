import type { SourceKey } from '../domain/source.ts'
import { formatSource } from '../lib/ip-address.ts'
import type { Engine } from './engine.ts'

/**
 * Takes a source that is not banned out of all that an engine knows, so that it is new when it comes back; `redact` takes its mention out of
 * what is about others. A network goes by its own text, and not the sources in it.
 */
export function forgetSource(engine: Engine, source: SourceKey, redact: <T>(value: T) => T): void {
  const { ledger, allowList, tracker, policy, tightened } = engine.brain
  const address = formatSource(source.kind, source.high, source.low, source.bits)
  const now = engine.to ?? 0
  ledger.lift(address, now, 'manual', true)
  ledger.rewrite(redact)
  allowList.restore(allowList.entries().map(redact))
  tracker.drop(address, redact)
  policy.forget(address)
  tightened.forget(address, now)
  if (source.bits !== undefined) return
  engine.window.table.drop(source)
  engine.window.desk.forgetKnown(source)
}
