import type { ForgetOutcome, Refusal } from '../domain/control.ts'
import type { ForgetOrder } from '../domain/control-order.ts'
import { parseBannable } from '../domain/source-prefix.ts'
import { AddressMention, withoutAddress } from '../store/address-mention.ts'
import { audited, type DeskParts, PATIENCE, refusalOf } from './desk-parts.ts'
import { forgetSource } from './forget-source.ts'

type Parts = Pick<DeskParts, 'engine' | 'enforcement' | 'record' | 'acknowledged' | 'audit' | 'forget'>

/** The audit log says that something was forgotten, by whom and why, and not what. */
const UNNAMED = '[forgotten]'
const NOTHING = { removed: 0, redacted: 0, audit_lines: 0, copies: [], troubles: [] }

/** Removes every trace of an address from the engine, the view and what is stored. */
export async function forget(parts: Parts, order: ForgetOrder): Promise<ForgetOutcome> {
  const { engine, enforcement } = parts
  const { address, author } = order
  const mention = new AddressMention(address)
  const refused = stands(parts, order, mention)
  if (refused !== null) return refuse(parts, order, refused)
  const troubles: string[] = []
  const lifted = engine.brain.ledger.get(address) !== undefined
  if (lifted) {
    const done = engine.brain.orders.liftManually({ address, forgive: true, author })
    if (!done.ok) return refuse(parts, order, refusalOf(done))
    if (!(await enforcement.settled(address, 'released', PATIENCE)))
      troubles.push('the firewall may hold it still: it has not confirmed the end of the ban, which is tried again')
    // Whoever goes on attacking may be banned again by now.
    const again = stands(parts, { ...order, lift: false }, mention)
    if (again !== null) return refuse(parts, order, again)
  }
  const redact = <T>(value: T): T =>
    mention.mayBeIn(JSON.stringify(value)) ? (withoutAddress(value, mention) as T) : value
  forgetSource(engine, parseBannable(address), redact)
  parts.record.forget(address, redact)
  parts.acknowledged.forget(redact)
  const stored = parts.forget(address) ?? NOTHING
  audited(parts, { author, action: 'forget', target: UNNAMED, reason: mention.redact(order.reason) })
  return { outcome: 'forgotten', ...stored, lifted, troubles: [...troubles, ...stored.troubles] }
}

/** Why an address cannot be forgotten: something in force goes by it. */
function stands({ engine }: Parts, { address, lift }: ForgetOrder, mention: AddressMention): Refusal | null {
  const { ledger, allowList } = engine.brain
  if (!lift && ledger.get(address) !== undefined)
    return {
      outcome: 'refused',
      code: 'still-banned',
      message: `${address} is banned: whoever forgets it lets it in again`,
      fix: 'To end the ban and forget the address, add --lift.',
    }
  const entry = allowList.entries().find(({ range }) => mention.is(range))
  if (entry === undefined) return null
  return {
    outcome: 'refused',
    code: 'still-allowed',
    message: `${entry.range} stands on the allow list: whoever forgets it lets it be banned`,
    fix: `Take it off first: breakwater allow remove ${entry.range}`,
  }
}

function refuse(parts: Parts, { address: target, author, reason }: ForgetOrder, refusal: Refusal): Refusal {
  audited(parts, { author, action: 'forget', target, reason }, refusal)
  return refusal
}
