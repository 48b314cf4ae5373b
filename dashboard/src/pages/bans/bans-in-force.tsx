import { useState } from 'preact/hooks'
import { BAN_STATES, type BanList, type BanView, MOST_BANS } from '../../../../src/domain/control.ts'
import { INCIDENT_KINDS } from '../../../../src/domain/finding.ts'
import { getJson } from '../../api/client.ts'
import { useResource } from '../../api/resource.ts'
import { count } from '../../format/format-number.ts'
import { duration } from '../../format/format-time.ts'
import { OrderButton } from '../../orders/order-button.tsx'
import { prolongOrder } from '../../orders/prolong-order.ts'
import { useAfterOrders } from '../../orders/use-after-orders.ts'
import { FilterChoice, Filters, FilterText } from '../../parts/filters.tsx'
import { LongText } from '../../parts/long-text.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Loaded } from '../../parts/states.tsx'
import { Table, type TableColumn } from '../../parts/table.tsx'
import { Countdown, Moment } from '../../parts/time.tsx'
import { address, changeQuery } from '../../route/router.ts'
import { frame } from '../../state/live.ts'
import { BAN_STATE, BanBadge, LiftButton } from '../overview/bans-panel.tsx'
import { kindWords } from '../overview/incidents-panel.tsx'
import { SourceName } from '../overview/sources-panel.tsx'
import { BAN_ORDERS, banWish, chosenBans, isWholeAddress } from './ban-filter.ts'
import { For } from './ban-history.tsx'

const AGAIN = 5_000
const FIRST = 100

const STATES: readonly (readonly [string, string])[] = [
  ['', 'all states'],
  ...BAN_STATES.map((state) => [state, BAN_STATE[state][1]] as const),
]
const KINDS: readonly (readonly [string, string])[] = [
  ['', 'all kinds'],
  ['manual', 'ordered by a person'],
  ...INCIDENT_KINDS.filter((kind) => /^(source|distributed|credential)-/.test(kind)).map(
    (kind) => [kind, kindWords(kind)] as const,
  ),
]

const COLUMNS: readonly TableColumn<BanView>[] = [
  { head: 'Source', kind: 'main', cell: ({ address }) => <SourceName address={address} /> },
  { head: 'State', cell: (ban) => <State ban={ban} /> },
  { head: 'Ends', align: 'right', cell: ({ until }) => <Countdown until={until} /> },
  {
    head: 'Length',
    align: 'right',
    cell: ({ duration_s }) => (duration_s === null ? 'for good' : duration(duration_s)),
  },
  { head: 'Began', align: 'right', cell: ({ at }) => <Moment at={at} /> },
  { head: 'For', cell: (ban) => <For ban={ban} /> },
  { head: 'Why', kind: 'wide', cell: ({ reason }) => <LongText>{reason}</LongText> },
  {
    head: 'Do',
    kind: 'action',
    cell: (ban) => (
      <span class="buttons">
        <OrderButton order={() => prolongOrder(ban)} label={`Change the ban of ${ban.address}`} isSmall>
          Change
        </OrderButton>
        <LiftButton ban={ban} />
      </span>
    ),
  },
]

/** Bans that have not ended, with what each waits for. */
export function BansInForce() {
  const wish = banWish(address.value.query)
  const [limit, setLimit] = useState(FIRST)
  const asked = isWholeAddress(wish.text) ? wish.text : undefined
  const list = useResource(
    JSON.stringify([wish.state, asked, limit]),
    (signal) => getJson<BanList>('/api/v1/bans', { state: wish.state, address: asked, limit }, signal),
    AGAIN,
  )
  useAfterOrders(list.reload)
  const isObserving = frame.value?.enforcement.state === 'observing'
  const isFiltered = wish.text !== '' || wish.state !== undefined || wish.kind !== undefined
  return (
    <Panel title={isObserving ? 'Would be banned' : 'Bans that have not ended'} note={noteOf(list.value)}>
      <Filters label="Narrow the list of bans">
        <FilterText name="address" label="Address" hint="a part or the whole" />
        <FilterChoice name="state" label="State" choices={STATES} />
        <FilterChoice name="kind" label="For" choices={KINDS} />
        <FilterChoice name="order" label="Order" choices={BAN_ORDERS} />
      </Filters>
      <Loaded of={list} lines={8}>
        {({ bans, total }) => (
          <>
            <Table
              caption={isObserving ? 'Sources that would be banned' : 'Bans that have not ended'}
              columns={COLUMNS}
              rows={chosenBans(bans, wish)}
              rowKey={({ id }) => id}
              empty={isFiltered ? <NoneSuch /> : isObserving ? 'Nobody would be banned now.' : NOBODY}
            />
            {total > bans.length && (
              <p class="more">
                <span class="quiet">
                  The filters look at the newest {count(bans.length)} of {count(total)}; a whole address is looked for
                  in all.
                </span>{' '}
                {limit < MOST_BANS && (
                  <button type="button" class="button" onClick={() => setLimit(limit === FIRST ? 1_000 : MOST_BANS)}>
                    Look at more
                  </button>
                )}
              </p>
            )}
          </>
        )}
      </Loaded>
    </Panel>
  )
}

const NOBODY =
  'Nobody is banned now. Sources that attack are banned by themselves; you can ban an address by hand above.'

function NoneSuch() {
  return (
    <>
      No ban is like that.{' '}
      <button
        type="button"
        class="button button-small"
        onClick={() => changeQuery({ address: undefined, state: undefined, kind: undefined })}
      >
        Show all bans
      </button>
    </>
  )
}

function State({ ban }: { ban: BanView }) {
  return (
    <>
      <BanBadge ban={ban} />
      {ban.trouble !== null && <span class="trouble">{ban.trouble}</span>}
    </>
  )
}

function noteOf(list: BanList | null): string {
  return list === null ? '' : `${count(list.total)} in all`
}
