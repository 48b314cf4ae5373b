/** Exit codes and what they mean, for the reference pages. */
export const EXIT_CODES: readonly (readonly [code: number, meaning: string])[] = [
  [0, 'done'],
  [1, 'failure while running'],
  [2, 'wrong command line or configuration'],
  [10, 'more false bans than replay --max-false-bans allows'],
]
