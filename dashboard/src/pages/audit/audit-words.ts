import type { AuditType } from '../../../../src/domain/audit.ts'

/** Entries of the audit log by what they tell of. */
export const AUDIT_TYPES: Readonly<Record<AuditType, string>> = {
  operator: 'a person ordered',
  ban: 'ban',
  unban: 'ban ended',
  decision: 'left alone',
  'incident-opened': 'incident began',
  'incident-changed': 'incident worse',
  'incident-resolved': 'incident over',
  configuration: 'configuration',
  baseline: 'baseline',
  'enforcer-failed': 'enforcement down',
  'enforcer-repaired': 'enforcement repaired',
  start: 'start',
  stop: 'stop',
  priming: 'learned from old logs',
  rotation: 'log rotated',
  lines: 'lines lost or refused',
  store: 'store',
  gap: 'entries missing',
}

export function auditWords(type: string): string {
  return Object.hasOwn(AUDIT_TYPES, type) ? AUDIT_TYPES[type as AuditType] : type.replaceAll('-', ' ')
}
