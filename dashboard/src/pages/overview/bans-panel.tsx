import type { BanState, BanView } from '../../../../src/domain/control.ts'
import type { SiteFrame } from '../../../../src/domain/site-frame.ts'
import { count, ordinal } from '../../format/format-number.ts'
import { liftOrder } from '../../orders/ban-orders.ts'
import { startOrder, whyReadOnly } from '../../orders/order.ts'
import { Badge, type Tone } from '../../parts/badge.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Table, type TableColumn } from '../../parts/table.tsx'
import { Countdown } from '../../parts/time.tsx'
import { SourceName } from './sources-panel.tsx'

export const BAN_STATE: Readonly<Record<BanState, readonly [tone: Tone, words: string]>> = {
  observed: ['look', 'would be banned'],
  pending: ['look', 'not confirmed yet'],
  'in-force': ['good', 'in force'],
  failed: ['act', 'not in force'],
}

const COLUMNS: readonly TableColumn<BanView>[] = [
  { head: 'Source', kind: 'main', cell: ({ address }) => <SourceName address={address} /> },
  { head: 'State', cell: (ban) => <BanBadge ban={ban} /> },
  { head: 'Ends', align: 'right', cell: ({ until }) => <Countdown until={until} /> },
  {
    head: 'Offence',
    align: 'right',
    cell: ({ offence, author }) => (offence === 0 ? `by ${author ?? 'a person'}` : ordinal(offence)),
  },
  { head: 'Lift', kind: 'action', cell: (ban) => <LiftButton ban={ban} /> },
]

/** Who is cut off now, for how long, and the way to let them in again. */
export function BansPanel({ site: { bans, enforcement } }: { site: SiteFrame }) {
  const isObserving = enforcement.state === 'observing'
  const { in_force, pending, failed } = enforcement.bans
  const notes = [
    pending > 0 ? `${count(pending)} not confirmed` : '',
    failed > 0 ? `${count(failed)} not in force` : '',
  ]
  return (
    <Panel
      className="overview-bans"
      title={isObserving ? `Would be banned (${count(bans.total)})` : `Bans in force (${count(in_force)})`}
      note={notes.filter((note) => note !== '').join(', ')}
      aside={<a href="/bans">all bans{bans.total > bans.rows.length ? ` (${count(bans.total)})` : ''}</a>}
    >
      <Table
        caption={isObserving ? 'Sources that would be banned' : 'Bans that have not ended, the newest first'}
        columns={COLUMNS}
        rows={bans.rows}
        rowKey={({ id }) => id}
        empty={isObserving ? 'Nobody would be banned now.' : 'Nobody is banned now.'}
      />
    </Panel>
  )
}

export function BanBadge({ ban }: { ban: BanView }) {
  const [tone, words] = BAN_STATE[ban.state]
  return (
    <Badge tone={tone} title={ban.trouble ?? ban.reason}>
      {words}
    </Badge>
  )
}

export function LiftButton({ ban }: { ban: BanView }) {
  return (
    <button
      type="button"
      class="button button-small"
      title={whyReadOnly() ?? undefined}
      aria-label={`Lift the ban of ${ban.address}`}
      onClick={() => startOrder(liftOrder(ban))}
    >
      Lift
    </button>
  )
}
