import type { AllowCheck, AllowDesk, AllowOutcome, AllowView, Refusal } from '../domain/control.ts'
import type { AllowOrder, AllowRemoval } from '../domain/control-order.ts'
import type { SourceKey } from '../domain/source.ts'
import { canonicalCidr, parseCidr } from '../lib/cidr-set.ts'
import { audited, type DeskParts, PATIENCE, refusalOf } from './desk-parts.ts'
import { allowView, shortRange } from './desk-views.ts'

type Parts = Pick<DeskParts, 'engine' | 'config' | 'enforcement' | 'audit'>

/** What is never banned: by the configuration, and by what people allowed at run time. */
export class DaemonAllow implements AllowDesk {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** As configured first; known ranges by their `@NAME`. */
  list(): readonly AllowView[] {
    const { engine, config } = this.#parts
    const fixed = config().allow.map((text): AllowView => {
      const network = text.startsWith('@') ? text : shortRange(canonicalCidr(text))
      return { network, origin: 'configuration', comment: '', author: null, since: null, until: null }
    })
    return [...fixed, ...engine.brain.allowList.entries().map(allowView)]
  }

  async add({ network, duration, comment, author }: AllowOrder): Promise<AllowOutcome> {
    const { engine, enforcement } = this.#parts
    const order = { author, action: 'allow', target: network, reason: comment }
    if (this.#isConfigured(network))
      return this.#refuse(order, {
        outcome: 'refused',
        code: 'already-allowed',
        message: `${network} is allowed by the configuration already`,
        fix: 'There is nothing to do.',
      })
    const done = engine.brain.orders.allow({ range: network, duration, comment, author })
    if (!done.ok) return this.#refuse(order, refusalOf(done))
    audited(this.#parts, order)
    const lifted = done.lifts.map(({ ban }) => ban.address)
    await Promise.all(lifted.map((address) => enforcement.settled(address, 'released', PATIENCE)))
    return { outcome: 'done', entry: allowView(done.entry), lifted }
  }

  async remove({ network, author, reason }: AllowRemoval): Promise<AllowOutcome> {
    const order = { author, action: 'disallow', target: network, reason }
    const done = this.#parts.engine.brain.orders.disallow({ range: network, author })
    if (!done.ok) return this.#refuse(order, this.#configuredRefusal(network) ?? refusalOf(done))
    audited(this.#parts, order)
    return { outcome: 'done', entry: allowView(done.entry), lifted: [] }
  }

  check(network: string): AllowCheck {
    const range = this.#parts.engine.brain.protectedRange(sourceOf(network))
    const by = range === undefined ? null : { range: range.cidr, list: range.list }
    return { address: network, is_protected: by !== null, by }
  }

  #isConfigured(network: string): boolean {
    return this.list().some((entry) => entry.origin === 'configuration' && entry.network === network)
  }

  #configuredRefusal(network: string): Refusal | null {
    const { by } = this.check(network)
    if (by?.list !== 'allow') return null
    return {
      outcome: 'refused',
      code: 'from-configuration',
      message: `${network} is allowed by ${by.range} in the configuration, and not by an order`,
      fix: 'Take it out under allow: in the configuration, then: breakwater reload.',
    }
  }

  #refuse(order: Parameters<typeof audited>[1], refusal: Refusal): Refusal {
    audited(this.#parts, order, refusal)
    return refusal
  }
}

/** An address or a network of any width as the safeguards take it: of IPv6 the /64 at least. */
function sourceOf(text: string): SourceKey {
  const { kind, first, bits } = parseCidr(text)
  if (kind === 4) return { kind, high: 0, low: Number(first), bits }
  const word = (shift: bigint) => Number((first >> shift) & 0xffffffffn)
  return { kind, high: word(96n), low: word(64n), bits: Math.min(bits, 64) }
}
