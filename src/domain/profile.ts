/** Sets of detection rules, the default first. */
export const PROFILES = ['classic'] as const
export type Profile = (typeof PROFILES)[number]
