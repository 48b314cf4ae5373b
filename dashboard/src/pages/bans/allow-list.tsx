import type { AllowView } from '../../../../src/domain/control.ts'
import { getJson } from '../../api/client.ts'
import { useResource } from '../../api/resource.ts'
import { NOTHING } from '../../format/format-number.ts'
import { allowSomeOrder, disallowOrder } from '../../orders/allow-orders.ts'
import { OrderButton } from '../../orders/order-button.tsx'
import { useAfterOrders } from '../../orders/use-after-orders.ts'
import { LongText } from '../../parts/long-text.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Loaded } from '../../parts/states.tsx'
import { Table, type TableColumn } from '../../parts/table.tsx'
import { Countdown, Moment } from '../../parts/time.tsx'

const AGAIN = 15_000

const COLUMNS: readonly TableColumn<AllowView>[] = [
  { head: 'Network', kind: 'main', cell: ({ network }) => network },
  {
    head: 'From',
    cell: ({ origin, author }) => (origin === 'configuration' ? 'the configuration' : `${author ?? 'a person'}`),
  },
  { head: 'Since', align: 'right', cell: ({ since }) => (since === null ? NOTHING : <Moment at={since} />) },
  {
    head: 'Until',
    align: 'right',
    cell: ({ until }) => (until === null ? 'it is removed' : <Countdown until={until} />),
  },
  { head: 'Comment', kind: 'wide', cell: ({ comment }) => <LongText>{comment}</LongText> },
  { head: 'Remove', kind: 'action', cell: (entry) => <Remove entry={entry} /> },
]

/** What is never banned, by the configuration or by order of a person. */
export function AllowList() {
  const list = useResource('allow', (signal) => getJson<readonly AllowView[]>('/api/v1/allow', {}, signal), AGAIN)
  useAfterOrders(list.reload)
  return (
    <Panel
      title="Never banned"
      note="beside loopback, own and, unless configured otherwise, private addresses"
      aside={<OrderButton order={allowSomeOrder}>Add an address</OrderButton>}
    >
      <Loaded of={list} lines={4}>
        {(rows) => (
          <Table
            caption="Addresses and networks that are never banned"
            columns={COLUMNS}
            rows={rows}
            rowKey={({ network, origin }) => `${origin} ${network}`}
            empty="The list is empty. Put your own office and monitoring on it, so that no mistake can cut you off."
          />
        )}
      </Loaded>
    </Panel>
  )
}

function Remove({ entry }: { entry: AllowView }) {
  if (entry.origin === 'configuration')
    return (
      <span class="quiet small" title="Change the option allow or trusted_proxies, then reload">
        in the configuration
      </span>
    )
  return (
    <OrderButton order={() => disallowOrder(entry)} label={`Remove ${entry.network} from the list`} isSmall>
      Remove
    </OrderButton>
  )
}
