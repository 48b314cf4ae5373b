import type { ComponentChildren } from 'preact'
import type { BanEnd, BanView } from '../../../../src/domain/control.ts'
import { ordinal } from '../../format/format-number.ts'
import { duration } from '../../format/format-time.ts'
import { banOrder } from '../../orders/ban-orders.ts'
import { OrderButton } from '../../orders/order-button.tsx'
import { Badge } from '../../parts/badge.tsx'
import { LongText } from '../../parts/long-text.tsx'
import { Table, type TableColumn } from '../../parts/table.tsx'
import { Countdown, Moment } from '../../parts/time.tsx'
import { BanBadge, LiftButton } from '../overview/bans-panel.tsx'
import { kindWords } from '../overview/incidents-panel.tsx'
import { SourceName } from '../overview/sources-panel.tsx'

/** A ban, and how it ended if it did. */
export type ToldBan = BanView & { readonly ended: BanEnd | null }

const COLUMNS: readonly TableColumn<ToldBan>[] = [
  { head: 'Source', kind: 'main', cell: ({ address }) => <SourceName address={address} /> },
  { head: 'State', cell: (ban) => <State ban={ban} /> },
  { head: 'Began', align: 'right', cell: ({ at }) => <Moment at={at} /> },
  {
    head: 'Length',
    align: 'right',
    cell: ({ duration_s }) => (duration_s === null ? 'for good' : duration(duration_s)),
  },
  { head: 'Ends', align: 'right', cell: (ban) => <End ban={ban} /> },
  { head: 'For', cell: (ban) => <For ban={ban} /> },
  { head: 'Why', kind: 'wide', cell: ({ reason }) => <LongText>{reason}</LongText> },
  { head: 'Do', kind: 'action', cell: (ban) => (ban.ended === null ? <LiftButton ban={ban} /> : <Again ban={ban} />) },
]

/** Bans in force and over, the newest first. */
export function BanHistory({
  caption,
  bans,
  empty,
}: {
  caption: string
  bans: readonly ToldBan[]
  empty: ComponentChildren
}) {
  return <Table caption={caption} columns={COLUMNS} rows={bans} rowKey={({ id }) => id} empty={empty} />
}

/** What it is for, and how often that happened. */
export function For({ ban: { kind, offence, author } }: { ban: BanView }) {
  if (kind === 'manual') return <>ordered by {author ?? 'a person'}</>
  return (
    <>
      <span class="whole">{kindWords(kind)}</span>{' '}
      {offence > 0 && <span class="whole quiet">{ordinal(offence)} offence</span>}
    </>
  )
}

function State({ ban }: { ban: ToldBan }) {
  return ban.ended === null ? <BanBadge ban={ban} /> : <Badge tone="plain">over</Badge>
}

function End({ ban: { ended, until } }: { ban: ToldBan }) {
  if (ended === null) return <Countdown until={until} />
  return (
    <>
      <Moment at={ended.at} /> <span class="quiet">{endWords(ended)}</span>
    </>
  )
}

/** `lifted by anna` */
export function endWords({ cause, author }: BanEnd): string {
  if (cause === 'expired') return 'its time was over'
  const what = cause === 'manual' ? 'lifted' : 'came to be protected'
  return author === null ? what : `${what} by ${author}`
}

function Again({ ban }: { ban: ToldBan }) {
  return (
    <OrderButton order={() => banOrder(ban.address)} label={`Ban again: ${ban.address}`} isSmall>
      Ban again
    </OrderButton>
  )
}
