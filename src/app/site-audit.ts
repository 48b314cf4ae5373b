import { AUDIT_TYPES, type AuditType } from '../domain/audit.ts'
import type { BanEnd, BanView } from '../domain/control.ts'
import type { AuditQuery, AuditView, EndedBanQuery } from '../domain/site-desk.ts'
import { auditView } from './audit-words.ts'
import type { DeskParts } from './desk-parts.ts'
import { endedView, endView } from './desk-views.ts'
import type { AuditReader } from './site-parts.ts'

/** The newest first. Nothing of a type that there is not. */
export function auditList(audit: AuditReader | null, { address, type, before, limit }: AuditQuery): AuditView[] {
  if (type !== undefined && !isType(type)) return []
  const found = audit?.list({
    ...(address !== undefined && { address }),
    ...(type !== undefined && { type }),
    ...(before !== undefined && { before }),
    limit,
  })
  return (found ?? []).map(({ number, ...entry }) => auditView(entry, number))
}

function isType(text: string): text is AuditType {
  return AUDIT_TYPES.some((type) => type === text)
}

/** The newest first. */
export function endedBans(
  { store, record }: Pick<DeskParts, 'store' | 'record'>,
  { address, before, limit }: EndedBanQuery,
): (BanView & { readonly ended: BanEnd })[] {
  const end = before === undefined ? Number.POSITIVE_INFINITY : Date.parse(before)
  const lifts =
    store?.bans.lifted({
      ...(address !== undefined && { address }),
      ...(before !== undefined && { before: end }),
      limit,
    }) ??
    record.ended.filter(({ ban, at }) => (address === undefined || ban.address === address) && at < end).slice(0, limit)
  return lifts.map((lift) => ({ ...endedView(lift), ended: endView(lift) }))
}
