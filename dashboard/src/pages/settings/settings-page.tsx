import '../pages.css'
import type { SettingView } from '../../../../src/domain/site-desk.ts'
import { getJson } from '../../api/client.ts'
import { useResource } from '../../api/resource.ts'
import { plural } from '../../format/format-number.ts'
import { useAfterOrders } from '../../orders/use-after-orders.ts'
import { Badge } from '../../parts/badge.tsx'
import { FilterChoice, Filters, FilterText } from '../../parts/filters.tsx'
import { Panel } from '../../parts/panel.tsx'
import { RawText } from '../../parts/raw-text.tsx'
import { Loaded } from '../../parts/states.tsx'
import { Table, type TableColumn } from '../../parts/table.tsx'
import { address, changeQuery } from '../../route/router.ts'
import { Health } from './health.tsx'
import { foundSettings } from './setting-search.ts'

const COLUMNS: readonly TableColumn<SettingView>[] = [
  { head: 'Option', kind: 'main', cell: ({ option }) => <code>{option}</code> },
  { head: 'Value', cell: ({ value }) => <RawText wraps>{value}</RawText> },
  {
    head: 'From',
    cell: ({ is_default }) =>
      is_default ? <Badge tone="plain">default</Badge> : <Badge tone="good">the configuration</Badge>,
  },
  { head: 'What it is', kind: 'wide', cell: ({ description }) => description },
]

const WHICH = [
  ['', 'all'],
  ['changed', 'other than the default'],
] as const

/** How Breakwater is, and with which options it runs. */
export function SettingsPage() {
  const { query } = address.value
  const list = useResource('settings', (signal) => getJson<readonly SettingView[]>('/api/v1/settings', {}, signal))
  useAfterOrders(list.reload)
  return (
    <div class="page settings">
      <h1 class="page-title">Settings and health</h1>
      <Health />
      <Panel
        title="Configuration in effect"
        note="changed in the file, then taken over by reload; secrets are not shown"
      >
        <Filters label="Search the configuration">
          <FilterText name="search" label="Search" hint="name, value or what it is" />
          <FilterChoice name="which" label="Options" choices={WHICH} />
        </Filters>
        <Loaded of={list} lines={10}>
          {(settings) => {
            const rows = foundSettings(settings, query.search ?? '', query.which === 'changed')
            return (
              <>
                <p class="quiet small" role="status">
                  {plural(rows.length, 'option')} of {settings.length}
                </p>
                <Table
                  caption="Options in effect"
                  columns={COLUMNS}
                  rows={rows}
                  rowKey={({ option }) => option}
                  empty={<NoneSuch />}
                />
              </>
            )
          }}
        </Loaded>
      </Panel>
    </div>
  )
}

function NoneSuch() {
  return (
    <>
      No option is like that.{' '}
      <button
        type="button"
        class="button button-small"
        onClick={() => changeQuery({ search: undefined, which: undefined })}
      >
        Show all options
      </button>
    </>
  )
}
