import { type CalibratedParts, CalibratedProfile } from './calibrated-profile.ts'
import { type ClassicParts, ClassicProfile } from './classic-profile.ts'
import type { Profile } from './profile.ts'

/** The profile that the configuration names. */
export function profileFor(parts: CalibratedParts & ClassicParts): Profile {
  return parts.config.profile === 'calibrated' ? new CalibratedProfile(parts) : new ClassicProfile(parts)
}
