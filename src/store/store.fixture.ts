import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { StoreTrouble } from '../domain/store-trouble.ts'
import { ManualClock } from '../lib/clock.ts'
import { START } from './ban.fixture.ts'
import { StateStore } from './state-store.ts'

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-store-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export interface OpenStore {
  readonly folder: string
  readonly clock: ManualClock
  readonly troubles: StoreTrouble[]
  readonly store: StateStore
  /** Closes it and opens it again, as a restart does. */
  reopen(): Promise<StateStore>
}

export async function openStore(folder = temporaryFolder()): Promise<OpenStore> {
  const clock = new ManualClock(START)
  const troubles: StoreTrouble[] = []
  const open = () => StateStore.open(folder, { clock, onTrouble: (trouble) => troubles.push(trouble) })
  const rig = {
    folder,
    clock,
    troubles,
    store: await open(),
    async reopen() {
      rig.store.close()
      rig.store = await open()
      return rig.store
    },
  }
  onTestFinished(() => rig.store.close())
  return rig
}
