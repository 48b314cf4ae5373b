import type { Profile } from './profile.ts'

/** What is wrong now, with what to do. */
export interface Trouble {
  /** Stable: `enforcement-down`, `store`, `log-missing`, `blind`, … */
  readonly code: string
  readonly message: string
  readonly fix: string
}

export interface EnforcementStatus {
  /** `off`: observing, nothing is blocked; else the kind of the enforcer. */
  readonly mode: string
  /** `down`: bans are decided, but the kernel does not take them. */
  readonly state: 'observing' | 'starting' | 'working' | 'down'
  /** Why it is down, in words. */
  readonly trouble: string | null
  /** Bans by state; all 0 but `observed` when it is off. */
  readonly bans: {
    readonly observed: number
    readonly pending: number
    readonly in_force: number
    readonly failed: number
  }
  /** Repairs of what others changed in the kernel, since the start. */
  readonly repairs: number
  /** Requests of banned sources that came through later than 2 s after the kernel's confirmation. */
  readonly leaked_requests: number
  /** Packets of banned addresses that the firewall dropped since the start; null: it does not tell. */
  readonly dropped_packets: number | null
}

export interface LogStatus {
  readonly path: string
  /** null until it is known. */
  readonly format: string | null
  readonly lines: number
  readonly refused: number
  /** Bytes written and not read. */
  readonly lag_bytes: number
  readonly last_line_at: string | null
}

/** What is normal for a metric: of the last 30 minutes, unless configured otherwise. */
export interface BaselineStatus {
  readonly unit: string
  readonly mean: number
  readonly stddev: number
  /** Seconds that have a sample. */
  readonly samples: number
  /** From the oldest sample to the newest. */
  readonly age_s: number
}

/** How the daemon is. */
export interface StatusReport {
  readonly version: string
  readonly pid: number
  readonly now: string
  readonly uptime_s: number
  /** Bytes that the process holds. */
  readonly memory_bytes: number
  readonly profile: Profile
  readonly enforcement: EnforcementStatus
  /** False alarms of the site a week that the profile promises at most; null: it promises none. */
  readonly promised_false_alarms_per_week: number | null
  /** Whole minutes of the baseline while it is too young to judge by; null from then on. */
  readonly learning: { readonly minutes: number; readonly of: number } | null
  readonly baselines: { readonly requests: BaselineStatus | null; readonly errors: BaselineStatus | null }
  readonly lines: number
  readonly refused_lines: number
  readonly lag: { readonly bytes: number; readonly lines: number; readonly seconds: number }
  readonly logs: readonly LogStatus[]
  /** Sources that are tracked. */
  readonly sources: number
  readonly incidents_open: number
  /** null: what it remembers is written down; else what keeps it from that. */
  readonly store_trouble: string | null
  /** Empty: all is well. */
  readonly troubles: readonly Trouble[]
}
