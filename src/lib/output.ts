/** Where a command's data goes: standard output, apart from messages and logs. */
export interface Output {
  readonly isTerminal: boolean
  /** How people are told times and durations. */
  readonly wording: { time(at: number): string; duration(length: number): string }
  /** Writes one line; it is kept back for a moment when much is written. */
  line(text: string): void
  /** Writes out what is kept back. */
  flush(): void
}
