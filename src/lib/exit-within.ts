/** Ends the process after so many milliseconds, if it has not ended by then. */
export function exitWithin(milliseconds: number): void {
  setTimeout(() => process.exit(), milliseconds).unref()
}
