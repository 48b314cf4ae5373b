import { BAN_STATES, type BanState, type BanView } from '../../../../src/domain/control.ts'

/** What the address of the page asks for. */
export interface BanWish {
  readonly text: string
  readonly state: BanState | undefined
  readonly kind: string | undefined
  readonly order: BanOrder
}

export const BAN_ORDERS = [
  ['newest', 'the newest first'],
  ['ending', 'the next to end first'],
  ['address', 'by address'],
] as const
export type BanOrder = (typeof BAN_ORDERS)[number][0]

export function banWish(query: Readonly<Record<string, string>>): BanWish {
  return {
    text: (query.address ?? '').trim().toLowerCase(),
    state: BAN_STATES.find((state) => state === query.state),
    kind: query.kind,
    order: BAN_ORDERS.find(([order]) => order === query.order)?.[0] ?? 'newest',
  }
}

/** Whole enough for the server to look for it, who finds the bans that hold it or lie in it: `203.0.113.7`, `2001:db8::/48`. */
export function isWholeAddress(text: string): boolean {
  if (/^(\d{1,3}\.){3}\d{1,3}(\/(2[4-9]|3[0-2]))?$/.test(text)) return true
  return /^[\da-f:]+::[\da-f:]*(\/(4[89]|5\d|6[0-4]))?$/.test(text) || /^([\da-f]{1,4}:){7}[\da-f]{1,4}$/.test(text)
}

/** Those that are asked for, in the order that is asked for. The server has looked for whole addresses already. */
export function chosenBans(bans: readonly BanView[], { text, state, kind, order }: BanWish): readonly BanView[] {
  const isFound = isWholeAddress(text)
  const chosen = bans.filter(
    (ban) =>
      (text === '' || isFound || ban.address.includes(text)) &&
      (state === undefined || ban.state === state) &&
      (kind === undefined || ban.kind === kind),
  )
  switch (order) {
    case 'newest':
      return chosen
    case 'ending':
      return chosen.toSorted((a, b) => endOf(a) - endOf(b))
    case 'address':
      return chosen.toSorted((a, b) => collator.compare(a.address, b.address))
  }
}

const collator = new Intl.Collator('en', { numeric: true })

function endOf({ until }: BanView): number {
  return until === null ? Number.MAX_VALUE : Date.parse(until)
}
