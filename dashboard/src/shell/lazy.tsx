import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { ApiProblem } from '../api/api-problem.ts'
import { Failed, Skeleton } from '../parts/states.tsx'

/** A page whose script is loaded when it is wanted. Give it a key: another `load` under the same key is not looked at. */
export function Lazy<Props extends object>({
  load,
  props,
}: {
  load: () => Promise<ComponentType<Props>>
  props: Props
}) {
  const [page, setPage] = useState<{ readonly Page: ComponentType<Props> } | null>(null)
  const [hasFailed, setFailed] = useState(false)
  useEffect(() => {
    let isWanted = true
    load().then(
      (Page) => isWanted && setPage({ Page }),
      () => isWanted && setFailed(true),
    )
    return () => {
      isWanted = false
    }
  }, [])
  if (hasFailed) return <Failed problem={LOST} retry={() => location.reload()} />
  if (page === null) return <Skeleton lines={8} />
  return <page.Page {...props} />
}

const LOST = new ApiProblem(
  0,
  'no-script',
  'a part of this page could not be loaded',
  'Breakwater was updated or does not answer: load the page anew.',
)
