/** What somebody may do, the least first. `nobody`: sign in. `public`: see the page for everybody. `viewer`: read all. `operator`: give orders too. */
export const ROLES = ['nobody', 'public', 'viewer', 'operator'] as const
export type Role = (typeof ROLES)[number]

export function isAtLeast(role: Role, wanted: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(wanted)
}
