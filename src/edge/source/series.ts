/** Files that follow one another in time: a log and its rotated predecessors, oldest first. */
export type Series = readonly string[]

/** `x.log`, `x.log.1`, `x.log.2.gz`, `x.log-20260301`, `x.log-20260301.gz`. */
const ROTATED = /^(?<base>.+?)(?:\.(?<number>\d{1,4})|[-.](?<date>\d{8}(?:-?\d{2,6})?))?(?:\.gz)?$/

/** Groups arguments into series, in the order of the first argument of each. */
export function groupSeries(files: readonly string[]): Series[] {
  const groups = new Map<string, { file: string; age: number; date: string; order: number }[]>()
  for (const [order, file] of files.entries()) {
    const { base = file, number, date } = ROTATED.exec(file)?.groups ?? {}
    const group = groups.get(base) ?? []
    groups.set(base, group)
    // Age of numbered files is their number; dated ones are older than the live file and sort by their date.
    group.push({
      file,
      age: number === undefined ? (date === undefined ? 0 : 1) : Number(number),
      date: date ?? '',
      order,
    })
  }
  return [...groups.values()].map((group) =>
    group
      .sort((a, b) => b.age - a.age || (a.date < b.date ? -1 : a.date > b.date ? 1 : a.order - b.order))
      .map(({ file }) => file),
  )
}
