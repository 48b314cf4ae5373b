/** Tells a person how far long work is; shown on standard error when that is a terminal. */
export interface Progress {
  update(done: number, total: number, note: string): void
  /** A message that stays, terminal or not. */
  note(text: string): void
  stop(): void
}
