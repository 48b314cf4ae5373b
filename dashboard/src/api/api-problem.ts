/** Why something could not be had or done: what happened, and what to do. */
export class ApiProblem extends Error {
  /** HTTP status; 0: no answer. */
  readonly status: number
  /** Stable. */
  readonly code: string
  readonly fix: string

  constructor(status: number, code: string, message: string, fix: string) {
    super(message)
    this.status = status
    this.code = code
    this.fix = fix
  }
}

/** From whatever was thrown. */
export function problemOf(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error
  return new ApiProblem(
    0,
    'page-fault',
    error instanceof Error ? error.message : String(error),
    'Load the page anew. If it happens again, report it with this text.',
  )
}
