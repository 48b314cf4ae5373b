/** A terminal that is drawn on as a whole. */
export interface Screen {
  readonly columns: number
  readonly rows: number
  readonly colours: boolean
  /** True while it has not taken what was written. */
  readonly isBehind: boolean
  /** Takes the screen over; `close` gives it back as it was. */
  open(onKeys: (text: string) => void, onResize: () => void): void
  write(text: string): void
  close(): void
}
