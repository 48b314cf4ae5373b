import './overview.css'
import { Skeleton } from '../../parts/states.tsx'
import { frame, isStale } from '../../state/live.ts'
import { BansPanel } from './bans-panel.tsx'
import { ChartsPanel } from './charts-panel.tsx'
import { Footer } from './footer.tsx'
import { IncidentsPanel } from './incidents-panel.tsx'
import { Sentence } from './sentence.tsx'
import { SourcesPanel } from './sources-panel.tsx'

/** Is the site all right, who does what to it, and what was done about it. */
export function OverviewPage() {
  const site = frame.value
  if (site === null) return <Skeleton lines={12} />
  return (
    <div class={`overview ${isStale.value ? 'stale' : ''}`}>
      <Sentence site={site} />
      <ChartsPanel site={site} />
      <SourcesPanel site={site} />
      <div class="overview-side">
        <BansPanel site={site} />
        <IncidentsPanel site={site} />
      </div>
      <Footer site={site} />
    </div>
  )
}
