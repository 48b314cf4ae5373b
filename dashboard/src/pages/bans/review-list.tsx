import type { BanView } from '../../../../src/domain/control.ts'
import { getJson } from '../../api/client.ts'
import { useResource } from '../../api/resource.ts'
import { keepOrder } from '../../orders/keep-order.ts'
import { OrderButton } from '../../orders/order-button.tsx'
import { useAfterOrders } from '../../orders/use-after-orders.ts'
import { Badge } from '../../parts/badge.tsx'
import { LongText } from '../../parts/long-text.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Loaded } from '../../parts/states.tsx'
import { Table, type TableColumn } from '../../parts/table.tsx'
import { Moment } from '../../parts/time.tsx'
import { now } from '../../state/live.ts'
import { LiftButton } from '../overview/bans-panel.tsx'
import { SourceName } from '../overview/sources-panel.tsx'
import { For } from './ban-history.tsx'

const AGAIN = 15_000

const COLUMNS: readonly TableColumn<BanView>[] = [
  { head: 'Source', kind: 'main', cell: ({ address }) => <SourceName address={address} /> },
  { head: 'Review', cell: (ban) => <Review ban={ban} /> },
  { head: 'Since', align: 'right', cell: ({ at }) => <Moment at={at} /> },
  { head: 'For', cell: (ban) => <For ban={ban} /> },
  { head: 'Why', kind: 'wide', cell: ({ reason }) => <LongText>{reason}</LongText> },
  {
    head: 'Do',
    kind: 'action',
    cell: (ban) => (
      <span class="buttons">
        <OrderButton order={() => keepOrder(ban)} label={`Keep the ban of ${ban.address}`} isSmall>
          Keep
        </OrderButton>
        <LiftButton ban={ban} />
      </span>
    ),
  },
]

/** Permanent bans: somebody should look from time to time whether they are still wanted. */
export function ReviewList() {
  const list = useResource('review', (signal) => getJson<readonly BanView[]>('/api/v1/bans/review', {}, signal), AGAIN)
  useAfterOrders(list.reload)
  return (
    <Panel title="Permanent bans" note="the next to be reviewed first: keep each or lift it">
      <Loaded of={list} lines={4}>
        {(rows) => (
          <Table
            caption="Permanent bans, the next to be reviewed first"
            columns={COLUMNS}
            rows={rows}
            rowKey={({ id }) => id}
            empty="Nobody is banned for good. Bans become permanent after repeated offences, or when a person orders it."
          />
        )}
      </Loaded>
    </Panel>
  )
}

function Review({ ban: { review_at } }: { ban: BanView }) {
  if (review_at === null) return <>–</>
  const isDue = Date.parse(review_at) <= now.value
  return (
    <>
      {isDue && <Badge tone="look">due</Badge>} <Moment at={review_at} />
    </>
  )
}
