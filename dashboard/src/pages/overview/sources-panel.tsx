import type { LiveSource } from '../../../../src/domain/live-snapshot.ts'
import type { SiteFrame, SourceRow } from '../../../../src/domain/site-frame.ts'
import { figure, NOTHING, share } from '../../format/format-number.ts'
import { Badge, type Tone } from '../../parts/badge.tsx'
import { Panel } from '../../parts/panel.tsx'
import { RawText } from '../../parts/raw-text.tsx'
import { Sparkline } from '../../parts/sparkline.tsx'
import { Table, type TableColumn } from '../../parts/table.tsx'
import { sourceLink } from '../../route/links.ts'

export const SOURCE_STATE: Readonly<Record<LiveSource['state'], readonly [tone: Tone, words: string]>> = {
  ok: ['plain', 'usual'],
  tightened: ['look', 'watched closely'],
  'would-ban': ['look', 'would be banned'],
  banning: ['act', 'being banned'],
  banned: ['act', 'banned'],
  protected: ['plain', 'protected'],
}

const COLUMNS: readonly TableColumn<SourceRow>[] = [
  { head: 'Source', kind: 'main', cell: ({ address }) => <SourceName address={address} /> },
  { head: 'Last 60 s', kind: 'picture', cell: ({ recent }) => <Sparkline values={recent} /> },
  { head: 'req/s', align: 'right', cell: ({ requests_per_s }) => figure(requests_per_s) },
  { head: 'Share', align: 'right', cell: (row) => (row.share === null ? NOTHING : share(row.share)) },
  { head: 'Errors', align: 'right', cell: ({ error_share }) => share(error_share) },
  { head: 'State', kind: 'wide', cell: (row) => <Why row={row} /> },
]

/** Who sent most, and what speaks for or against each. */
export function SourcesPanel({ site }: { site: SiteFrame }) {
  return (
    <Panel title="Top sources" note="of the last 60 s" className="overview-sources">
      <Table
        caption="The ten sources that sent most in the last 60 seconds"
        columns={COLUMNS}
        rows={site.sources}
        rowKey={({ address }) => address}
        empty="Nobody sent anything in the last 60 s."
      />
    </Panel>
  )
}

/** The address with its way on; an IPv6 /64 is one source. */
export function SourceName({ address }: { address: string }) {
  return (
    <a class="address" href={sourceLink(address)}>
      {address}
    </a>
  )
}

function Why({ row: { state, why } }: { row: SourceRow }) {
  const [tone, words] = SOURCE_STATE[state]
  if (why.length === 0) return <Badge tone={tone}>{words}</Badge>
  return (
    <details class="why">
      <summary>
        <Badge tone={tone}>{words}</Badge> <span class="why-first quiet">{why[0]}</span>
      </summary>
      {why.map((line) => (
        <p key={line}>
          <RawText wraps>{line}</RawText>
        </p>
      ))}
    </details>
  )
}
