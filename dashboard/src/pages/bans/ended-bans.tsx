import { getJson } from '../../api/client.ts'
import { useOlder } from '../../api/older.ts'
import { useAfterOrders } from '../../orders/use-after-orders.ts'
import { Filters, FilterText } from '../../parts/filters.tsx'
import { MoreButton } from '../../parts/more-button.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Loaded } from '../../parts/states.tsx'
import { address } from '../../route/router.ts'
import { isWholeAddress } from './ban-filter.ts'
import { BanHistory, type ToldBan } from './ban-history.tsx'

const PAGE = 50
const AGAIN = 15_000

type EndedBan = ToldBan & { readonly ended: NonNullable<ToldBan['ended']> }

/** Bans that ended, the last to end first, as long as they are kept. */
export function EndedBans() {
  const text = (address.value.query.address ?? '').trim().toLowerCase()
  const asked = isWholeAddress(text) ? text : undefined
  const list = useOlder<EndedBan>(
    `ended ${asked ?? ''}`,
    PAGE,
    (before, signal) =>
      getJson<readonly EndedBan[]>('/api/v1/bans/ended', { address: asked, before, limit: PAGE }, signal),
    { cursor: ({ ended }) => ended.at, id: ({ id }) => id, every: AGAIN },
  )
  useAfterOrders(list.newest.reload)
  const rows = asked === undefined ? list.rows.filter((ban) => ban.address.includes(text)) : list.rows
  return (
    <Panel title="Bans that ended" note="the last to end first">
      <Filters label="Narrow the list of ended bans">
        <FilterText name="address" label="Address" hint="the whole, to look in all" />
      </Filters>
      <Loaded of={list.newest} lines={8}>
        {() => (
          <>
            <BanHistory
              caption="Bans that ended"
              bans={rows}
              empty={
                text === ''
                  ? 'No ban has ended yet.'
                  : 'No ban of it is here. A part of an address is looked for in what is loaded, a whole one in all that is kept.'
              }
            />
            <MoreButton of={list} end="That is all that is kept." />
          </>
        )}
      </Loaded>
    </Panel>
  )
}
