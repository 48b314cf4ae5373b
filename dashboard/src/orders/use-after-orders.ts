import { useEffect, useRef } from 'preact/hooks'
import { toasts } from '../state/toasts.ts'

/** Loads anew as soon as an order was carried out or undone: each tells of itself by a toast. */
export function useAfterOrders(reload: () => void): void {
  const newest = toasts.value.at(-1)?.id
  const known = useRef(newest)
  useEffect(() => {
    if (newest !== undefined && newest !== known.current) reload()
    known.current = newest
  }, [newest, reload])
}
