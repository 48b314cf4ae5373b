/** Lets the event loop do what waits: timers, signals, output. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
