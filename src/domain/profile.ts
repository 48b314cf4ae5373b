/** Sets of detection rules, the default first. */
export const PROFILES = ['calibrated', 'classic'] as const
export type Profile = (typeof PROFILES)[number]
