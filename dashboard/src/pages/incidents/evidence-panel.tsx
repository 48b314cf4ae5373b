import type { Baseline } from '../../../../src/domain/baseline.ts'
import type { Evidence } from '../../../../src/domain/finding.ts'
import { count, NOTHING, shortFigure } from '../../format/format-number.ts'
import { duration } from '../../format/format-time.ts'
import { FactList } from '../../parts/fact-list.tsx'
import { Panel } from '../../parts/panel.tsx'
import { RawText } from '../../parts/raw-text.tsx'
import { PartsTable } from './parts-table.tsx'

/** Why it is one: in words, then in numbers, then by what the log says. */
export function EvidencePanel({ words, evidence }: { words: readonly string[]; evidence: Evidence }) {
  return (
    <Panel title="Why">
      {words.map((sentence) => (
        <p key={sentence} class="sentence-line">
          <RawText wraps>{sentence}</RawText>
        </p>
      ))}
      <EvidenceNumbers evidence={evidence} />
      {evidence.parts !== undefined && evidence.parts.length > 0 && (
        <PartsTable parts={evidence.parts} nats={evidence.nats} needed={evidence.needed} />
      )}
      {evidence.lines.length > 0 && <SampleLines lines={evidence.lines} />}
    </Panel>
  )
}

/** Observed beside expected and limit, and what that was compared with. */
export function EvidenceNumbers({ evidence }: { evidence: Evidence }) {
  const { observed, expected, limit, unit, window, baseline, detector, about } = evidence
  const value = (number: number) => (
    <>
      <strong>{shortFigure(number)}</strong> {unit}
    </>
  )
  return (
    <FactList
      rows={[
        ['Observed', value(observed)],
        ['Expected', expected === null ? NOTHING : value(expected)],
        ['Limit', value(limit)],
        ['Over', duration(window)],
        ['Baseline', baseline === null ? 'none of 30 minutes' : baselineText(baseline, unit)],
        ['Found by', detector],
        ['About', about === undefined ? undefined : <RawText wraps>{about}</RawText>],
      ]}
    />
  )
}

/** Text of the log, the way it was written. */
export function SampleLines({ lines, title = 'Sample lines' }: { lines: readonly string[]; title?: string }) {
  return (
    <section class="samples" aria-label={title}>
      <h3 class="quiet">{title}</h3>
      <ol>
        {lines.map((line, index) => (
          <li key={`${index} ${line}`}>
            <RawText wraps>{line}</RawText>
          </li>
        ))}
      </ol>
    </section>
  )
}

function baselineText({ mean, stddev, samples, age }: Baseline, unit: string): string {
  return `mean ${shortFigure(mean)} ± ${shortFigure(stddev)} ${unit}, ${count(samples)} samples, ${duration(age)} old`
}
