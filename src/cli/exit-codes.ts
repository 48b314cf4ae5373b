/** Exit codes and what they mean, for the reference pages. */
export const EXIT_CODES: readonly (readonly [code: number, meaning: string])[] = [
  [0, 'done'],
  [1, 'failure while running; status: there is trouble; doctor: a check failed'],
  [2, 'wrong command line or configuration'],
  [3, 'the daemon is not reachable'],
  [10, 'more false bans than replay --max-false-bans allows'],
  [130, 'setup: ended by Ctrl-C; nothing was written'],
]
