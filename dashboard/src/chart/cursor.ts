import { signal } from '@preact/signals'
import type { EpochSeconds } from '../../../src/domain/units.ts'

/** The point under the pointer, the same in all charts; null: the pointer is elsewhere. */
export const cursorTime = signal<EpochSeconds | null>(null)
