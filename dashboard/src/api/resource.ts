import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { reconnected } from '../state/live.ts'
import { type ApiProblem, problemOf } from './api-problem.ts'

/**
 * Something that is asked for once or again and again. `value` stays while it is asked for anew, and when that fails; when something else is
 * asked for, the old value stays until there is an answer.
 */
export interface Resource<T> {
  readonly value: T | null
  readonly problem: ApiProblem | null
  readonly isLoading: boolean
  readonly reload: () => void
}

/**
 * Loads when `key` changes, and each `every` milliseconds while the page is looked at. An answer that was overtaken by another key is
 * dropped.
 */
export function useResource<T>(key: string, load: (signal: AbortSignal) => Promise<T>, every = 0): Resource<T> {
  const [state, setState] = useState<{ of: string; value: T | null; problem: ApiProblem | null; isLoading: boolean }>({
    of: key,
    value: null,
    problem: null,
    isLoading: true,
  })
  const latest = useRef(load)
  latest.current = load
  const [turn, setTurn] = useState(0)

  useEffect(() => {
    const abort = new AbortController()
    setState((before) => ({ ...before, isLoading: true }))
    latest
      .current(abort.signal)
      .then((value) => ({ value, problem: null }))
      .catch((error: unknown) => ({ value: null, problem: problemOf(error) }))
      .then(({ value, problem }) => {
        if (abort.signal.aborted) return
        setState((before) => ({
          of: key,
          value: value ?? (before.of === key ? before.value : null),
          problem,
          isLoading: false,
        }))
      })
    return () => abort.abort()
  }, [key, turn])

  useEffect(() => {
    if (every === 0) return
    const timer = setInterval(() => {
      if (!document.hidden) setTurn((before) => before + 1)
    }, every)
    return () => clearInterval(timer)
  }, [every])

  const hasFailed = state.problem !== null && (state.problem.status === 0 || state.problem.status >= 500)
  const answered = reconnected.value
  useEffect(() => {
    if (answered > 0 && hasFailed) setTurn((before) => before + 1)
  }, [answered, hasFailed])

  const reload = useCallback(() => setTurn((before) => before + 1), [])
  return { value: state.value, problem: state.problem, isLoading: state.isLoading, reload }
}
