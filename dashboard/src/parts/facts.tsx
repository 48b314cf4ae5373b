import type { ComponentChildren } from 'preact'
import type { HostStatus, OwnStatus, SiteFrame } from '../../../src/domain/site-frame.ts'
import type { BaselineStatus } from '../../../src/domain/status-report.ts'
import { bytes, count, figure, NOTHING, share } from '../format/format-number.ts'
import { duration } from '../format/format-time.ts'

/** Small facts in a row, each with its name. */
export function Facts({ children }: { children: ComponentChildren }) {
  return (
    <footer class="facts">
      <dl>{children}</dl>
    </footer>
  )
}

export function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

/** What is normal for requests/s and for the share of errors, and what that is known from. */
export function BaselineFacts({ baselines }: { baselines: SiteFrame['baselines'] }) {
  return (
    <>
      <Fact name="Baseline, requests/s">{baselineWords(baselines.requests)}</Fact>
      <Fact name="Baseline, errors">{baselineWords(baselines.errors)}</Fact>
    </>
  )
}

/** The machine, and Breakwater itself. */
export function MachineFacts({ host, own, name }: { host: HostStatus; own: OwnStatus; name: string }) {
  return (
    <>
      <Fact name="Machine">
        CPU {host.cpu === null ? NOTHING : share(host.cpu)} of {count(host.cores)} cores · memory{' '}
        {bytes(host.memory_used_bytes)} of {bytes(host.memory_total_bytes)} · up {duration(host.uptime_s)}
      </Fact>
      <Fact name={name}>
        CPU {own.cpu === null ? NOTHING : share(own.cpu)} of a core · memory {bytes(own.memory_bytes)} · up{' '}
        {duration(own.uptime_s)}
      </Fact>
    </>
  )
}

export function baselineWords(baseline: BaselineStatus | null): string {
  if (baseline === null) return 'still learning'
  const { mean, stddev, samples, age_s, unit } = baseline
  return `mean ${figure(mean)} ± ${figure(stddev)} ${unit} · ${count(samples)} samples · ${duration(age_s)} old`
}
