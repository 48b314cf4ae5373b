import type { SiteFrame } from '../../../../src/domain/site-frame.ts'
import type { BaselineStatus } from '../../../../src/domain/status-report.ts'
import { bytes, count, figure, NOTHING, share } from '../../format/format-number.ts'
import { duration } from '../../format/format-time.ts'

/** What the judgement rests on, and how the machine and Breakwater are. */
export function Footer({ site }: { site: SiteFrame }) {
  const { host, own, lag, baselines } = site
  return (
    <footer class="facts">
      <dl>
        <Fact name="Baseline, requests/s">{baselineWords(baselines.requests)}</Fact>
        <Fact name="Baseline, errors">{baselineWords(baselines.errors)}</Fact>
        <Fact name="Lag">{lag.bytes === 0 ? 'none' : `${figure(lag.seconds)} s, ${bytes(lag.bytes)}`}</Fact>
        <Fact name="Lines">
          {count(site.lines)}, {count(site.refused_lines)} refused
        </Fact>
        <Fact name="Profile">{site.profile}</Fact>
        <Fact name="Machine">
          CPU {host.cpu === null ? NOTHING : share(host.cpu)} of {host.cores} cores · memory{' '}
          {bytes(host.memory_used_bytes)} of {bytes(host.memory_total_bytes)} · up {duration(host.uptime_s)}
        </Fact>
        <Fact name={`Breakwater ${site.version}`}>
          CPU {own.cpu === null ? NOTHING : share(own.cpu)} of a core · memory {bytes(own.memory_bytes)} · up{' '}
          {duration(own.uptime_s)}
        </Fact>
      </dl>
    </footer>
  )
}

export function Fact({ name, children }: { name: string; children: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

export function baselineWords(baseline: BaselineStatus | null): string {
  if (baseline === null) return 'still learning'
  const { mean, stddev, samples, age_s, unit } = baseline
  return `mean ${figure(mean)} ± ${figure(stddev)} ${unit} · ${count(samples)} samples · ${duration(age_s)} old`
}
