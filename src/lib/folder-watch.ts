import { type FSWatcher, watch } from 'node:fs'

/** Calls back when something in one of the folders changes. A folder that cannot be watched is left to polling. */
export class FolderWatch {
  readonly #watchers = new Map<string, FSWatcher>()
  readonly #onChange: () => void

  constructor(onChange: () => void) {
    this.#onChange = onChange
  }

  /** Watches these folders and no others. */
  set(folders: Iterable<string>): void {
    const wanted = new Set(folders)
    for (const [folder, watcher] of this.#watchers) {
      if (wanted.has(folder)) continue
      watcher.close()
      this.#watchers.delete(folder)
    }
    for (const folder of wanted) {
      if (this.#watchers.has(folder)) continue
      try {
        const watcher = watch(folder, { persistent: false }, () => this.#onChange())
        watcher.on('error', () => {
          watcher.close()
          this.#watchers.delete(folder)
        })
        this.#watchers.set(folder, watcher)
      } catch {
        // Polling goes on without it.
      }
    }
  }

  close(): void {
    this.set([])
  }
}
