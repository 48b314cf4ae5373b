import { escapeText } from '../lib/escape-text.ts'

export interface Column<Row> {
  readonly title: string
  readonly cell: (row: Row) => string
}

const GAP = 2

/**
 * Rows for people: on a terminal of `width` columns with a title and cells below each other, the last cell cut; else (null) one
 * line a row with tabs between, for other programs. Texts are escaped here.
 */
export function tableLines<Row>(columns: readonly Column<Row>[], rows: readonly Row[], width: number | null): string[] {
  const cells = rows.map((row) => columns.map(({ cell }) => escapeText(cell(row), 500)))
  if (width === null) return cells.map((row) => row.join('\t'))
  const all = [columns.map(({ title }) => title), ...cells]
  const sizes = columns.map((_, index) => Math.max(...all.map((row) => row[index]!.length)))
  return all.map((row) => {
    const line = row.map((text, index) => (index === row.length - 1 ? text : text.padEnd(sizes[index]! + GAP))).join('')
    return line.length > width ? `${line.slice(0, width - 1)}…` : line.trimEnd()
  })
}
