import type { ComponentChildren } from 'preact'
import type { Trouble as TroubleView } from '../../../src/domain/status-report.ts'
import type { ApiProblem } from '../api/api-problem.ts'
import type { Resource } from '../api/resource.ts'

/** Nothing to show, and why that is all right. */
export function Empty({ children }: { children: ComponentChildren }) {
  return <p class="empty">{children}</p>
}

/** Grey lines in the place of what is on its way, as high as it will be. */
export function Skeleton({ lines = 3, height }: { lines?: number; height?: number }) {
  return (
    <div class="skeleton" style={height === undefined ? {} : { height: `${height}px` }} aria-busy="true">
      <span class="visually-hidden">Loading</span>
      {height === undefined && Array.from({ length: lines }, (_, line) => <div key={line} class="skeleton-line" />)}
    </div>
  )
}

/** What could not be had, with what to do about it. */
export function Failed({ problem, retry }: { problem: ApiProblem; retry?: () => void }) {
  return (
    <div class="failed" role="alert">
      <p>
        <strong>Not loaded:</strong> {problem.message}
      </p>
      {problem.fix !== '' && <p class="quiet">{problem.fix}</p>}
      {retry !== undefined && (
        <button type="button" class="button" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  )
}

/** Draws a resource in each of its states; what was had before stays while it is asked for anew or fails. */
export function Loaded<T>({
  of,
  lines,
  height,
  children,
}: {
  of: Resource<T>
  lines?: number
  height?: number
  children: (value: T) => ComponentChildren
}) {
  const { value, problem, reload } = of
  if (value === null) {
    if (problem !== null) return <Failed problem={problem} retry={reload} />
    return <Skeleton {...(lines !== undefined && { lines })} {...(height !== undefined && { height })} />
  }
  return (
    <>
      {problem !== null && <Failed problem={problem} retry={reload} />}
      {children(value)}
    </>
  )
}

/** What is wrong with Breakwater now, with its fix. */
export function Trouble({ trouble: { message, fix }, tone = 'look' }: { trouble: TroubleView; tone?: 'look' | 'act' }) {
  return (
    <div class={`banner banner-${tone}`}>
      <span class="badge-shape" aria-hidden="true">
        {tone === 'act' ? '■' : '△'}
      </span>
      <p>
        <strong>{message}</strong> {fix}
      </p>
    </div>
  )
}
