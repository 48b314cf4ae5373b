import { defaultConfig } from '../config/defaults.ts'
import { configSchema } from '../config/schema.ts'
import { systemClock } from '../lib/clock.ts'
import { siteIncident, sourceBan } from '../notify/incident.fixture.ts'
import { StateStore } from '../store/state-store.ts'
import { isoTime } from '../wire/ndjson.ts'
import { RunNotify } from './run-notify.ts'

/**
 * Decides as a daemon does, and says so once each decision is stored; then it waits to be killed. Arguments: the state folder, a URL, and which
 * decisions.
 */
const [folder = '', url = '', what] = process.argv.slice(2)
const store = await StateStore.open(folder, { clock: systemClock, onTrouble: ({ text }) => process.stderr.write(text) })
const silent = { debug() {}, info() {}, warn() {}, error() {} }
const { notify } = configSchema.parse({
  notify: { channels: [{ name: 'ops', type: 'webhook', url, group_window: '10s' }] },
})
const run = new RunNotify({
  ...{
    config: { ...defaultConfig, notify, enforce: 'nftables' },
    clock: systemClock,
    log: silent,
    outbox: store.outbox,
  },
  wording: { time: isoTime, duration: String },
})
run.catchUp(store.bans.inForce())
const now = systemClock.now()
if (what === 'incident') run.see({ type: 'incident', incident: siteIncident('traffic-surge', { since: now }) })
if (what === 'bans')
  for (let host = 1; host <= 40; host++) {
    const { incident, ban } = sourceBan(`203.0.113.${host}`, { at: now })
    store.apply({ type: 'put', ban })
    run.see({ type: 'incident', incident })
    run.see({ type: 'ban', ban })
  }
process.stdout.write('decided\n')
