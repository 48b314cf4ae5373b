import type { Config } from '../config/schema.ts'
import type { EnforcementMode } from '../domain/enforcement.ts'
import type { ModeOutcome } from '../domain/site-desk.ts'
import type { EpochSeconds } from '../domain/units.ts'
import { metricSeries } from '../server/fake-series.fixture.ts'
import type { StateStore } from '../store/state-store.ts'
import { openStore } from '../store/store.fixture.ts'
import { DaemonSite } from './daemon-site.ts'
import { DeskRig } from './desk-rig.fixture.ts'
import type { ChosenLog } from './log-choice.ts'
import type { PageHistory } from './page-history.ts'
import { RecentAudit } from './recent-audit.ts'

/** A desk for pages over the rig of a desk, with a history that knows the newest second only. */
export class SiteRig extends DeskRig {
  readonly site: DaemonSite
  readonly store: StateStore | null
  readonly recent: RecentAudit
  readonly since: (EpochSeconds | null)[] = []
  chosen: readonly ChosenLog[] = [{ path: 'access.log', format: 'json' }]
  isDemo = false
  name: string | null = null
  mode: ModeOutcome | null = null

  constructor(config: Partial<Config>, store: StateStore | null) {
    super(config, store)
    this.store = store
    const { enforcement } = this
    this.record.enforcement = {
      get mode() {
        return enforcement.mode
      },
      get state() {
        return enforcement.status().state
      },
      confirmed: 0,
      stateOf: ({ address }) => enforcement.stateOf(address),
    }
    this.recent = new RecentAudit({ now: () => this.fed.wall })
    this.site = new DaemonSite({
      ...this.parts,
      history: this.#history(),
      recentAudit: store === null ? this.recent : null,
      logs: () => this.chosen,
      isDemo: this.isDemo,
      name: () => this.name,
      setEnforce: async (mode) => this.mode ?? this.#changed(mode),
      steady: () => this.fed.wall,
    })
  }

  static async start(config: Partial<Config> = {}): Promise<SiteRig> {
    return new SiteRig(config, (await openStore()).store)
  }

  #changed(enforce: EnforcementMode): ModeOutcome {
    this.enforcement.mode = enforce
    return {
      ...{ outcome: 'changed', enforce, configured: 'off' },
      ...{ enforcement: this.enforcement.status(), warning: null },
    }
  }

  #history(): PageHistory {
    const newest = () => (this.record.last === null ? [] : [this.record.last.second])
    return {
      pointsSince: (second) => {
        this.since.push(second)
        return metricSeries(newest().filter((one) => second === null || one > second))
      },
      series: () => metricSeries(newest()),
      traffic: ({ kind }) => ({ kind, step_s: 1, time: [], groups: [], is_estimated: false }),
    }
  }
}
