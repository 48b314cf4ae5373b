import type { ComponentChildren } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { heldOrder } from './held-order.ts'
import { Empty } from './states.tsx'

export interface TableColumn<Row> {
  readonly head: string
  readonly cell: (row: Row) => ComponentChildren
  /** Numbers stand at the right. */
  readonly align?: 'right'
  /** `main`: what the row is about, alone in its line on a phone. `wide`: takes the room that is left. `picture`: needs no head on a phone. */
  readonly kind?: 'main' | 'wide' | 'picture' | 'action'
}

/**
 * Rows of one kind. Where there is little room, as on a phone, each row is a block with the heads beside the values. Rows keep their order while the pointer or the focus is
 * in the table: new ones come below, those that are gone leave.
 */
export function Table<Row>({
  caption,
  columns,
  rows,
  rowKey,
  rowClass,
  empty,
}: {
  /** Read to those who cannot see it. */
  caption: string
  columns: readonly TableColumn<Row>[]
  rows: readonly Row[]
  rowKey: (row: Row) => string
  rowClass?: (row: Row) => string
  empty: ComponentChildren
}) {
  const shown = useRef<readonly Row[]>(rows)
  const [isHeld, setHeld] = useState(false)
  shown.current = isHeld ? heldOrder(shown.current, rows, rowKey) : rows
  if (shown.current.length === 0) return <Empty>{empty}</Empty>
  return (
    <div class="table-box">
      <table
        class="table"
        onPointerEnter={() => setHeld(true)}
        onPointerLeave={(event) => setHeld(event.currentTarget.contains(document.activeElement))}
        onFocusIn={() => setHeld(true)}
        onFocusOut={(event) => setHeld(event.currentTarget.matches(':hover'))}
      >
        <caption class="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.head} scope="col" class={cellClass(column)}>
                {column.kind === 'action' ? <span class="visually-hidden">{column.head}</span> : column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.current.map((row) => (
            <tr key={rowKey(row)} class={rowClass?.(row)}>
              {columns.map((column) => (
                <td key={column.head} class={cellClass(column)} data-head={column.head}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function cellClass({ align, kind }: { readonly align?: 'right'; readonly kind?: string }): string {
  return [align === 'right' ? 'number' : '', kind === undefined ? '' : `cell-${kind}`].join(' ').trim()
}
