import '../pages.css'
import type { AuditView } from '../../../../src/domain/site-desk.ts'
import { getJson } from '../../api/client.ts'
import { useOlder } from '../../api/older.ts'
import { NOTHING } from '../../format/format-number.ts'
import { clockTime, fullTime, shortTime } from '../../format/format-time.ts'
import { useAfterOrders } from '../../orders/use-after-orders.ts'
import { FilterChoice, Filters, FilterText } from '../../parts/filters.tsx'
import { LongText } from '../../parts/long-text.tsx'
import { MoreButton } from '../../parts/more-button.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Empty, Loaded } from '../../parts/states.tsx'
import { Table, type TableColumn } from '../../parts/table.tsx'
import { address, changeQuery } from '../../route/router.ts'
import { isWholeAddress } from '../bans/ban-filter.ts'
import { SourceName } from '../overview/sources-panel.tsx'
import { AUDIT_TYPES, auditWords } from './audit-words.ts'

const PAGE = 100
const AGAIN = 10_000

const TYPES: readonly (readonly [string, string])[] = [['', 'everything'], ...Object.entries(AUDIT_TYPES)]

const COLUMNS: readonly TableColumn<AuditView>[] = [
  {
    head: 'When',
    kind: 'main',
    cell: ({ at }) => (
      <time dateTime={at} title={fullTime(at)} class="whole">
        {shortTime(at).length > 5 ? shortTime(at) : clockTime(at)}
      </time>
    ),
  },
  { head: 'What', cell: ({ type }) => <span class="whole">{auditWords(type)}</span> },
  { head: 'Who', cell: ({ author }) => author ?? <span class="quiet">by itself</span> },
  {
    head: 'Source',
    cell: ({ address: source }) => (source === null ? NOTHING : <SourceName address={source} />),
  },
  { head: 'In words', kind: 'wide', cell: ({ text }) => <LongText>{text}</LongText> },
]

/** What happened and who ordered it, the newest first. */
export function AuditPage() {
  const { query } = address.value
  const text = (query.address ?? '').trim().toLowerCase()
  const asked = isWholeAddress(text) ? text : undefined
  const type = Object.hasOwn(AUDIT_TYPES, query.type ?? '') ? query.type : undefined
  const list = useOlder<AuditView>(
    `audit ${asked ?? ''} ${type ?? ''}`,
    PAGE,
    (before, signal) =>
      getJson<readonly AuditView[]>('/api/v1/audit', { address: asked, type, before, limit: PAGE }, signal),
    { cursor: ({ number }) => String(number), id: ({ number }) => String(number), every: AGAIN },
  )
  useAfterOrders(list.newest.reload)
  const isPart = text !== '' && asked === undefined
  return (
    <div class="page">
      <h1 class="page-title">Audit log</h1>
      <Panel title="What happened and who ordered it" note="the newest first">
        <Filters label="Narrow the audit log">
          <FilterChoice name="type" label="What" choices={TYPES} />
          <FilterText name="address" label="Address" hint="203.0.113.7" />
        </Filters>
        {isPart && <Empty>Write the whole address: parts of one are not looked for here.</Empty>}
        <Loaded of={list.newest} lines={10}>
          {() => (
            <>
              <Table
                caption="Entries of the audit log, the newest first"
                columns={COLUMNS}
                rows={list.rows}
                rowKey={({ number }) => String(number)}
                empty={asked === undefined && type === undefined ? NONE : <NoneSuch />}
              />
              <MoreButton of={list} end="That is all that is kept." />
            </>
          )}
        </Loaded>
      </Panel>
    </div>
  )
}

const NONE = 'Nothing was written down yet. Every ban, order and change is.'

function NoneSuch() {
  return (
    <>
      No entry is like that.{' '}
      <button
        type="button"
        class="button button-small"
        onClick={() => changeQuery({ address: undefined, type: undefined })}
      >
        Show everything
      </button>
    </>
  )
}
