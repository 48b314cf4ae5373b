import { FileTally } from '../domain/file-tally.ts'
import { FormatProbe, type FormatReport } from '../edge/parse/format-probe.ts'
import { LineReader } from '../edge/parse/line-reader.ts'
import { ReplayFile } from '../edge/source/replay-file.ts'

/** Lines of a log that are looked at. */
const FIRST_LINES = 200

/** Finds out the format of a log by its first lines: plain, gzip, or `-`. Throws SourceError, and FormatError for `format`. */
export async function detectFormat(file: string, format: string): Promise<FormatReport> {
  const probe = new FormatProbe(format, FIRST_LINES)
  const sink = { consume: () => {} }
  const source = new ReplayFile(file, new LineReader({ parser: probe, tally: new FileTally(file), sink }))
  try {
    while (!probe.isFull && (await source.next()));
  } finally {
    source.close()
  }
  return probe.report()
}

/** Whether the format is known: found, and most lines that should be of it are. */
export function isUnderstood({ format, lines, understood, passed }: FormatReport): boolean {
  return format !== null && understood > 0 && 2 * understood >= lines - passed
}
