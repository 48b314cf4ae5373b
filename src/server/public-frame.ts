import type { PublicFrame, SiteFrame, SiteState } from '../domain/site-frame.ts'
import { prefixOf, prefixText } from '../domain/source-prefix.ts'
import { parseAddress } from '../lib/ip-address.ts'

/** What everybody may know: that enforcement is down or the log silent would help whoever attacks. */
const TOLD: Readonly<Record<SiteState, readonly [state: SiteState, text: string]>> = {
  down: ['trouble', 'Something is unusual.'],
  blind: ['trouble', 'Something is unusual.'],
  attack: ['attack', 'The site is being attacked.'],
  trouble: ['trouble', 'Something is unusual.'],
  crowd: ['crowd', 'Many more people than usual are here.'],
  'warming-up': ['warming-up', 'What is normal here is being learned.'],
  normal: ['normal', 'All is normal.'],
}

/** What a page for everybody shows of a frame. `name`: of the site; that of the frame may be the path of a log. */
export function publicFrame(frame: SiteFrame, name: string): PublicFrame {
  const { id, now, is_demo, learning, points, baselines, host, own, metrics, prevented, enforcement } = frame
  const [state, text] = TOLD[frame.site.state]
  return {
    ...{ id, now, name, is_demo, learning, points, baselines, host, own, metrics, prevented, state, text },
    is_observing: enforcement.state === 'observing',
    dropped_packets: enforcement.dropped_packets,
    sources: networksOf(frame.sources),
    bans: { total: enforcement.bans.in_force + enforcement.bans.observed, rows: banRows(frame.bans.rows) },
  }
}

function networksOf(rows: SiteFrame['sources']): PublicFrame['sources'] {
  const networks = new Map<string, { requests: number; errors: number; share: number | null }>()
  for (const row of rows) {
    const network = maskOf(row.address)
    if (network === null) continue
    const { requests, errors, share } = networks.get(network) ?? { requests: 0, errors: 0, share: null }
    networks.set(network, {
      requests: requests + row.requests_per_s,
      errors: errors + row.requests_per_s * row.error_share,
      share: row.share === null ? share : (share ?? 0) + row.share,
    })
  }
  return [...networks]
    .map(([network, { requests, errors, share }]) => ({
      network,
      requests_per_s: requests,
      share,
      error_share: requests > 0 ? errors / requests : 0,
    }))
    .sort((a, b) => b.requests_per_s - a.requests_per_s)
}

/** Only what the kernel confirmed, or would be in force if it were not only observed. */
function banRows(rows: SiteFrame['bans']['rows']): PublicFrame['bans']['rows'] {
  const networks = new Map<string, { since: string; until: string | null }>()
  for (const { address, state, at, until } of rows) {
    const network = state === 'in-force' || state === 'observed' ? maskOf(address) : null
    if (network === null) continue
    const known = networks.get(network) ?? { since: at, until }
    networks.set(network, {
      since: known.since < at ? known.since : at,
      until: known.until === null || until === null ? null : known.until > until ? known.until : until,
    })
  }
  return [...networks].map(([network, times]) => ({ network, ...times }))
}

/** `203.0.113.0/24` or `2001:db8:bad::/48`, from an address or a network that is no wider; null for any other text. */
function maskOf(text: string): string | null {
  const address = parseAddress(text.split('/')[0]!)
  return address === null ? null : prefixText(prefixOf(address))
}
