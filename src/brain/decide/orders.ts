import type { Ban, Lift } from '../../domain/ban.ts'
import type {
  AllowOrder,
  AllowOrdered,
  BanOrder,
  BanOrdered,
  DisallowOrder,
  DisallowOrdered,
  LiftOrder,
  LiftOrdered,
  OrderRefused,
  ReviewOrdered,
} from '../../domain/orders.ts'
import type { AllowEntry, Remembered, RememberedChange } from '../../domain/remembered.ts'
import type { SourceKey } from '../../domain/source.ts'
import { coversSource, parseBannable } from '../../domain/source-prefix.ts'
import { DAY, type EpochMilliseconds, type Milliseconds, SECOND } from '../../domain/units.ts'
import { canonicalCidr } from '../../lib/cidr-set.ts'
import { escapeText } from '../../lib/escape-text.ts'
import { formatSource } from '../../lib/ip-address.ts'
import { shortHash } from '../../lib/short-hash.ts'
import type { AllowList } from './allow-list.ts'
import type { BanLedger } from './ledger.ts'
import type { Safeguards } from './safeguards.ts'

const LONGEST_DURATION: Milliseconds = 3_640 * DAY
const LONGEST_TEXT = 500

export interface OrdersParts {
  readonly ledger: BanLedger
  readonly allowList: AllowList
  readonly safeguards: () => Safeguards
  /** A permanent ban is to be looked at again after so long. */
  readonly review: () => Milliseconds
  /** Engine time, or the wall before there is any. */
  readonly now: () => EpochMilliseconds
  /** A ban is in the ledger; a ban is no longer. */
  readonly banned: (ban: Ban) => void
  readonly lifted: (lift: Lift) => void
  /** Told of changes of the allow list before anything follows from them. */
  readonly onChange: (change: RememberedChange) => void
}

/** What people order while the engine runs: each order is carried out at once or refused with the reason. */
export class Orders {
  readonly #parts: OrdersParts

  constructor(parts: OrdersParts) {
    this.#parts = parts
  }

  /** Bans at once, in place of a ban of the same address. Refused for what is protected or allowed, and when too many are in force. */
  banManually({ address: text, duration, reason, author }: BanOrder): BanOrdered {
    const { ledger, now, banned, review } = this.#parts
    const safeguards = this.#parts.safeguards()
    const source = bannable(text)
    if ('ok' in source) return source
    const fault = faultOf(duration)
    if (fault !== null) return fault
    const address = formatSource(source.kind, source.high, source.low, source.bits)
    const range = safeguards.protectedRange(source)
    if (range !== undefined)
      return refused(
        'protected',
        `${address} must not be banned: ${range.cidr} is protected (${range.list})`,
        range.list === 'allow list'
          ? `Take it off the allow list first: breakwater allow remove ${range.cidr}`
          : 'Protected addresses cannot be banned by any path; change the configuration if one should not be protected.',
      )
    const most = ledger.get(address) === undefined ? safeguards.fullAt(ledger.size) : undefined
    if (most !== undefined)
      return refused(
        'bans-in-force',
        `${most} bans are in force, the most that is allowed`,
        'Lift some, or raise bans.in_force.',
      )
    const at = now()
    const words = escapeText(reason, LONGEST_TEXT)
    const ban: Ban = {
      ...{ id: shortHash(`ban ${address} ${at}`), source, address, kind: 'manual', incident: null, at, duration },
      ...{ until: duration === null ? null : at + duration, offence: 0 },
      evidence: {
        ...{ detector: 'manual', observed: 0, expected: null, limit: 0, unit: 'orders', window: 0, baseline: null },
        ...{ lines: [], text: words },
      },
      reason: words,
      author: escapeText(author, LONGEST_TEXT),
      ...(duration === null && { reviewAt: at + review() }),
    }
    ledger.put(ban)
    banned(ban)
    const cdn = safeguards.cdnOf(source)
    return {
      ok: true,
      ban,
      ...(cdn !== undefined && {
        warning: `${address} belongs to ${cdn}, a CDN that many share: they are all cut off`,
      }),
    }
  }

  liftManually({ address: text, forgive, author }: LiftOrder): LiftOrdered {
    const { ledger, now, lifted } = this.#parts
    const source = bannable(text)
    if ('ok' in source) return source
    const address = formatSource(source.kind, source.high, source.low, source.bits)
    const offended = ledger.nextOffence(address, now()) > 1
    const lift = ledger.lift(address, now(), 'manual', forgive, escapeText(author, LONGEST_TEXT))
    if (lift !== undefined) {
      lifted(lift)
      return { ok: true, lift }
    }
    if (forgive && offended) return { ok: true, lift: null }
    const wider = [...ledger.bans()].find((ban) => coversSource(ban.address, address))
    return wider === undefined
      ? refused('not-banned', `${address} is not banned`, 'breakwater bans list shows who is.')
      : refused(
          'not-banned',
          `${address} is banned as a part of ${wider.address}, not by itself`,
          `Lift that: breakwater bans remove ${wider.address}; or let it through alone: breakwater allow add ${address}, which lifts the ban of the network.`,
        )
  }

  /** Bans that touch the range end at once, and none begins in it until the entry ends or is removed. */
  allow({ range: text, duration, comment, author }: AllowOrder): AllowOrdered {
    const range = rangeOf(text)
    if (typeof range !== 'string') return range
    const fault = faultOf(duration)
    if (fault !== null) return fault
    const at = this.#parts.now()
    const entry: AllowEntry = {
      range,
      until: duration === null ? null : at + duration,
      comment: escapeText(comment, LONGEST_TEXT),
      author: escapeText(author, LONGEST_TEXT),
      at,
    }
    this.#parts.onChange({ type: 'allow', entry })
    this.#parts.allowList.add(entry)
    return { ok: true, entry, lifts: this.liftProtected(at, entry.author) }
  }

  disallow({ range: text }: DisallowOrder): DisallowOrdered {
    const { allowList, onChange } = this.#parts
    const range = rangeOf(text)
    if (typeof range !== 'string') return range
    const entry = allowList.get(range)
    if (entry === undefined)
      return refused(
        'not-allowed',
        `${range} is not on the allow list`,
        'breakwater allow list shows it; what stands under allow: in the configuration is removed there.',
      )
    onChange({ type: 'disallow', entry, cause: 'manual' })
    allowList.remove(range)
    return { ok: true, entry }
  }

  /** Permanent bans that are due for a look, the longest due first. */
  review(): Ban[] {
    return this.#parts.ledger.review(this.#parts.now())
  }

  /** Somebody looked at a permanent ban, and it stays: it is due again after `bans.review`. */
  keep(text: string): ReviewOrdered {
    const { ledger, now, review } = this.#parts
    const source = bannable(text)
    if ('ok' in source) return source
    const address = formatSource(source.kind, source.high, source.low, source.bits)
    const next = now() + review()
    if (!ledger.reviewed(address, next))
      return refused('not-banned', `${address} is not banned for good`, 'breakwater bans review shows who is due.')
    return { ok: true, ban: ledger.get(address)!, next }
  }

  /** Ends the bans of what is protected or allowed now. */
  liftProtected(at: EpochMilliseconds, author?: string): Lift[] {
    const { ledger, lifted } = this.#parts
    const safeguards = this.#parts.safeguards()
    return [...ledger.bans()].flatMap(({ source, address }) => {
      if (safeguards.protectedRange(source) === undefined) return []
      const lift = ledger.lift(address, at, 'allowed', false, author)
      if (lift !== undefined) lifted(lift)
      return lift ?? []
    })
  }

  /** Allow entries that end by `now` are taken out; returns when the next one ends. */
  expireAllowed(now: EpochMilliseconds): EpochMilliseconds {
    for (const entry of this.#parts.allowList.expire(now))
      this.#parts.onChange({ type: 'disallow', entry, cause: 'expired' })
    return this.#parts.allowList.nextExpiry()
  }

  /** All that must outlive the process. */
  remembered(): Required<Remembered> {
    const { ledger, allowList } = this.#parts
    const { bans, offences, made = [] } = ledger.toJSON()
    return { bans, offences, made, allow: allowList.entries() }
  }

  /**
   * Takes the place of all that is remembered. Bans and entries whose text and key do not agree are left out and returned; the caller ends what
   * is over or protected by now.
   */
  restore({ bans, offences, allow, made }: Remembered): string[] {
    const { ledger, allowList } = this.#parts
    const good = bans.filter(isSound)
    const entries = allow.filter(({ range }) => typeof rangeOf(range) === 'string')
    allowList.restore(entries)
    ledger.restore({ bans: good, offences, ...(made && { made }) })
    return [
      ...bans.filter((ban) => !isSound(ban)).map(({ address }) => address),
      ...allow.filter((entry) => !entries.includes(entry)).map(({ range }) => range),
    ]
  }
}

/** Whether the text of a ban says what its key says: it is the text that reaches the kernel. */
function isSound({ address, source, at, until }: Ban): boolean {
  const parsed = bannable(address)
  return (
    !('ok' in parsed) &&
    parsed.kind === source.kind &&
    parsed.high === source.high &&
    parsed.low === source.low &&
    parsed.bits === source.bits &&
    formatSource(source.kind, source.high, source.low, source.bits) === address &&
    Number.isFinite(at) &&
    (until === null || Number.isFinite(until))
  )
}

function bannable(text: string): SourceKey | OrderRefused {
  try {
    return parseBannable(text)
  } catch (error) {
    return refused('bad-order', escapeText((error as Error).message, LONGEST_TEXT), 'Nothing was changed.')
  }
}

function rangeOf(text: string): string | OrderRefused {
  try {
    return canonicalCidr(text)
  } catch (error) {
    return refused('bad-order', escapeText((error as Error).message, LONGEST_TEXT), 'Nothing was changed.')
  }
}

function faultOf(duration: Milliseconds | null): OrderRefused | null {
  if (duration === null || (duration >= SECOND && duration <= LONGEST_DURATION)) return null
  return refused('bad-order', 'the time must be 1s to 520w', 'Leave it out, or write one such as 2h or 30d.')
}

function refused(code: OrderRefused['code'], message: string, hint: string): OrderRefused {
  return { ok: false, code, message, hint }
}
