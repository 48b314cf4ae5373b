import { detectFormat, isUnderstood } from '../../app/detect-format.ts'
import type { FormatReport } from '../../edge/parse/format-probe.ts'
import type { DetectFormatFlags } from '../command-options.ts'
import { configFragment, formatReport } from '../format-report.ts'

/** Tells the format of each file; 1 when one is not understood. */
export async function detectFormatCommand(files: readonly string[], flags: DetectFormatFlags): Promise<number> {
  const reports: [string, FormatReport][] = []
  for (const file of files) {
    const report = await detectFormat(file, flags.format ?? 'auto')
    reports.push([file, report])
    if (flags.output === 'human') process.stdout.write(`${formatReport(file, report)}\n`)
    else if (flags.output === 'ndjson')
      process.stdout.write(`${JSON.stringify(objectOf(file, report, flags.format))}\n`)
  }
  // Nobody else will read the rest, and it would keep the process.
  if (files.includes('-')) process.stdin.destroy()
  if (flags.output === 'human') process.stdout.write(configFragment(reports, flags.format))
  if (flags.output === 'json') {
    process.stdout.write(
      `${JSON.stringify(
        reports.map(([file, report]) => objectOf(file, report, flags.format)),
        null,
        2,
      )}\n`,
    )
  }
  return reports.every(([, report]) => isUnderstood(report)) ? 0 : 1
}

function objectOf(file: string, report: FormatReport, asked?: string): object {
  return {
    file,
    is_understood: isUnderstood(report),
    ...report,
    configuration: configFragment([[file, report]], asked),
  }
}
