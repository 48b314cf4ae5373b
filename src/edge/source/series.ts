import { readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

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

/**
 * The file at a path and its predecessors in the same folder. One that is there plain and packed, as while it is being packed,
 * is taken plain. Throws what the system throws when the folder cannot be read.
 */
export function listSeries(path: string): Series {
  const folder = dirname(path)
  const inFolder = (name: string) => (path.includes('/') ? join(folder, name) : name)
  const names = readdirSync(folder)
  const plain = new Set(names)
  const whole = names.filter((name) => !(name.endsWith('.gz') && plain.has(name.slice(0, -'.gz'.length))))
  const series = groupSeries(whole).find((group) => group.includes(basename(path))) ?? []
  return series.slice(0, series.indexOf(basename(path)) + 1).map(inFolder)
}
