import { Acknowledgements } from './acknowledgements.ts'
import { DaemonDesk } from './daemon-desk.ts'
import { DaemonSite } from './daemon-site.ts'
import type { DeskParts } from './desk-parts.ts'
import type { LiveRecord } from './live-record.ts'
import type { RecentAudit } from './recent-audit.ts'
import type { RunMemory } from './run-memory.ts'
import type { RunNotify } from './run-notify.ts'
import type { SiteParts } from './site-parts.ts'

export interface RunDesksOptions
  extends Omit<DeskParts, 'record' | 'store' | 'acknowledged' | 'storeTrouble' | 'forget' | 'audit' | 'reload'> {
  readonly live: LiveRecord
  readonly notify: Pick<RunNotify, 'forgetting'>
  readonly memory: RunMemory | null
  readonly record: DeskParts['audit']
  readonly reload: () => ReturnType<DeskParts['reload']>
  /** What pages about the site need besides; left out: there are none. */
  readonly site?: Omit<SiteParts, keyof DeskParts | 'recentAudit'>
  /** What happened lately, where nothing is stored. */
  readonly recentAudit?: RecentAudit | null
}

/** The desk for orders and that for pages, over the same parts of a run. */
export function runDesks(options: RunDesksOptions): { readonly desk: DaemonDesk; readonly site: DaemonSite | null } {
  const { live, memory, notify, record, reload, site, recentAudit = null, ...rest } = options
  const parts: DeskParts = {
    ...rest,
    record: live,
    store: memory?.store ?? null,
    acknowledged: new Acknowledgements(memory?.store.acknowledgements ?? null),
    storeTrouble: () => memory?.trouble ?? null,
    forget: (address) => {
      recentAudit?.forget(address)
      return notify.forgetting(() => memory?.forget(address) ?? null)
    },
    audit: record,
    reload,
  }
  return {
    desk: new DaemonDesk(parts),
    site: site === undefined ? null : new DaemonSite({ ...parts, ...site, recentAudit }),
  }
}
