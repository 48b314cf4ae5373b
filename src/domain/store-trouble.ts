/** A database, by what it holds: `state` decides, `history` is drawn. */
export type StoreName = 'state' | 'history'

/** What a database suffers from, or that it recovered. JSON-safe. */
export type TroubleFacts =
  /** What was stored could not be trusted and was moved aside: the file is new and empty. Whoever listens writes again what it knows. */
  | {
      readonly kind: 'quarantined'
      readonly why: 'corrupt' | 'newer' | 'truncated'
      /** Where the old file is now. */
      readonly copy: string
      readonly text: string
      readonly hint: string
    }
  /**
   * `unwritable`: what is to be written waits in memory. `unreadable`: an answer was empty for that reason. `slow`: the disk took so long that
   * it is written to now and then only.
   */
  | { readonly kind: 'unwritable' | 'unreadable' | 'slow'; readonly text: string; readonly hint: string }
  /** All that waited is written. */
  | {
      readonly kind: 'recovered'
      /** Writes that waited and are on disk now. */
      readonly caughtUp: number
      /** Those that were given up because too many waited, or because they could not be written. */
      readonly lost: number
      readonly text: string
    }

/** What the operator must know of a database. Told once until it is `recovered`; detection and the kernel's bans go on. JSON-safe. */
export type StoreTrouble = { readonly store: StoreName; readonly path: string } & TroubleFacts

export type StoreTroubleListener = (trouble: StoreTrouble) => void
