import { PROFILES } from '../domain/profile.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../domain/units.ts'
import type { Config } from './schema.ts'

/** The schema's defaults, written out: without a configuration file the schema library need not be loaded. */
export const defaultConfig: Config = {
  profile: PROFILES[0],
  enforce: 'off',
  enforcement: {
    table: 'breakwater',
    cut_connections: false,
    deny_file: null,
    reload: ['nginx', '-s', 'reload'],
    webhook: null,
    exec: [],
  },
  logs: [],
  format: 'auto',
  trusted_proxies: [],
  allow: [],
  known_ranges: null,
  protect: { private: true },
  alarms: { max_false_per_week: 1 },
  ceiling: { per_second: 300, per_10_seconds: 1_000 },
  bans: {
    ladder: [10 * MINUTE, 30 * MINUTE, 2 * HOUR, null],
    decay: 30 * DAY,
    review: 90 * DAY,
    per_minute: 1_000,
    in_force: 100_000,
    brake: 0.05,
  },
  baseline: { span: 30 * MINUTE, every: MINUTE },
  classic: {
    z: 3,
    multiplier: 5,
    error_surge: 3,
    strict_z: 2,
    strict_multiplier: 3,
    floor: 1,
    sensitivity: 3,
    points: 60,
    alpha: 0.1,
    k: 3,
  },
  incidents: { resolve_after: MINUTE },
  retention: 30 * DAY,
  limits: { sources: 4 << 20 },
  lateness: SECOND,
  alerts: { file: null },
  notify: { channels: [] },
  server: { listen: '127.0.0.1:8642', public_url: null, password: null, token: null, public: false, name: null },
}

/** The same with the classic rules. */
export const classicConfig: Config = { ...defaultConfig, profile: 'classic' }
