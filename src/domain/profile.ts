/** Sets of detection rules, the default first. */
export const PROFILES = ['classic', 'calibrated'] as const
export type Profile = (typeof PROFILES)[number]
