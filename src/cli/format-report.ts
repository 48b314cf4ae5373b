import { resolve } from 'node:path'
import { isUnderstood } from '../app/detect-format.ts'
import type { TimeMeaning } from '../edge/parse/event-time.ts'
import type { FormatReport } from '../edge/parse/format-probe.ts'
import { escapeText } from '../lib/escape-text.ts'

const MEANINGS: Readonly<Record<TimeMeaning, string>> = {
  end: 'the end of a request',
  start: 'the start of a request; its duration is added',
  'bare-start': 'the start of a request, and no duration is known: lateness is 10 s',
}

/** What is known of the format of a log, for people. */
export function formatReport(file: string, report: FormatReport): string {
  const { format, lines, understood, passed, sample, offender } = report
  const name = escapeText(file === '-' ? 'standard input' : file, 300)
  if (lines === 0) return `${name}: there is no line in it\n`
  const out = [`${name}: ${isUnderstood(report) ? escapeText(format!.name, 300) : 'format not understood'}`]
  const row = (label: string, text: string) => out.push(`  ${label.padEnd(16)} ${text}`)
  row('understood', `${understood} of ${lines} lines${passed === 0 ? '' : `, ${passed} of other logs or cut`}`)
  if (format !== null && understood > 0) {
    for (const column of format.columns.split(/; (?=[a-z ]+: )/)) {
      const [use, ...evidence] = column.split(': ')
      row(use!, evidence.join(': '))
    }
    row('time means', MEANINGS[format.time])
  }
  if (sample !== null) {
    const duration = sample.duration_ms === null ? 'no duration' : `${sample.duration_ms} ms`
    const { address, time, method, status, bytes } = sample
    row('first line', `${address} at ${time}: ${method}, status ${status}, ${bytes} bytes, ${duration}`)
  }
  if (offender !== null) {
    row('refused', `line ${offender.number} (${offender.reason}): ${offender.line}`)
    for (const { format: refused, why } of offender.why)
      row('', refused === format?.name ? why : `not ${refused}: ${why}`)
  }
  return `${out.join('\n')}\n`
}

/** The part of a configuration that reads the logs understood: YAML. `asked`: the format that was given, if any. */
export function configFragment(
  reports: readonly (readonly [file: string, report: FormatReport])[],
  asked?: string,
): string {
  const known = reports.filter(([, report]) => isUnderstood(report))
  if (known.length === 0) return ''
  const out = ['logs:']
  for (const [file, { format }] of known) {
    out.push(`  - path: ${scalar(file === '-' ? '/var/log/nginx/access.log' : resolve(file))}`)
    out.push(`    format: ${scalar(asked ?? format!.name)}`)
  }
  const forwarded = known.find(([, report]) => report.forwarded !== null)?.[1].forwarded
  if (forwarded) {
    out.push(`# ${forwarded} names clients behind a proxy. If your own proxy or CDN writes it, name its addresses:`)
    out.push('# trusted_proxies: [192.0.2.0/24]')
  }
  return `${out.join('\n')}\n`
}

/** A YAML scalar: as it stands when nothing in it is special, else quoted with all that is not plain ASCII escaped. */
function scalar(text: string): string {
  if (/^[\w./][\w./ -]*[\w./-]$/.test(text)) return text
  return JSON.stringify(text).replace(
    /[^ -~]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
