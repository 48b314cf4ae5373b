import type { EvidencePart } from '../../../../src/domain/finding.ts'
import { figure, shortFigure } from '../../format/format-number.ts'
import { Table, type TableColumn } from '../../parts/table.tsx'

const [WIDTH, HEIGHT] = [120, 12]

/** What speaks for it and what against, each with how much it counts. */
export function PartsTable({
  parts,
  nats,
  needed,
}: {
  parts: readonly EvidencePart[]
  nats: number | undefined
  needed: number | undefined
}) {
  const most = Math.max(1, ...parts.map((part) => Math.abs(part.nats)))
  const columns: readonly TableColumn<EvidencePart>[] = [
    { head: 'Evidence', kind: 'main', cell: ({ name }) => name.replaceAll('-', ' ') },
    { head: 'Observed', align: 'right', cell: (part) => `${shortFigure(part.observed)} ${part.unit}` },
    { head: 'Expected', align: 'right', cell: (part) => `${shortFigure(part.expected)} ${part.unit}` },
    { head: 'Weight', align: 'right', cell: (part) => natsText(part.nats) },
    { head: 'For or against', cell: (part) => <NatsBar nats={part.nats} most={most} /> },
  ]
  return (
    <section class="samples" aria-label="What it is made of">
      <h3 class="quiet">
        What it is made of, in nats: evidence of 1 nat makes the suspicion e = 2.7 times as likely
        {nats !== undefined && needed !== undefined && (
          <>
            ; together <strong>{natsText(nats)}</strong>, needed {shortFigure(needed)}
          </>
        )}
      </h3>
      <Table
        caption="Parts of the evidence, the weightiest first"
        columns={columns}
        rows={parts}
        rowKey={({ name }) => name}
        empty=""
      />
    </section>
  )
}

/** With its sign: `+4.12`, `−0.50`. */
export function natsText(nats: number): string {
  return `${nats < 0 ? '−' : '+'}${figure(Math.abs(nats))}`
}

function NatsBar({ nats, most }: { nats: number; most: number }) {
  const middle = WIDTH / 2
  const length = (Math.abs(nats) / most) * (middle - 1)
  return (
    <span class={`nats ${nats < 0 ? 'nats-against' : 'nats-for'}`}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} aria-hidden="true">
        <rect x={nats < 0 ? middle - length : middle} y="1" width={length} height={HEIGHT - 2} fill="currentColor" />
        <line x1={middle} x2={middle} y1="0" y2={HEIGHT} class="nats-zero" />
      </svg>
      <span class="quiet small">{nats < 0 ? 'against' : 'for'}</span>
    </span>
  )
}
