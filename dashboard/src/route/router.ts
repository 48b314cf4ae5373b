import { signal } from '@preact/signals'
import { type Address, formatAddress, parseAddress } from './address.ts'

/** Where the reader is. */
export const address = signal<Address>(parseAddress(new URL(location.href)))

function follow(): void {
  address.value = parseAddress(new URL(location.href))
}

/** To another page; back leads here again. */
export function go(href: string): void {
  history.pushState(null, '', href)
  follow()
  window.scrollTo(0, 0)
}

/** Other filters or another range on the same page. `replace`: back does not lead to the state before, as for typing in a field. */
export function changeQuery(changes: Readonly<Record<string, string | undefined>>, replace = false): void {
  const href = formatAddress(address.value.path, { ...address.value.query, ...changes })
  history[replace ? 'replaceState' : 'pushState'](null, '', href)
  follow()
}

/** Follows the back button, and links within the page without loading it anew. */
export function startRouter(): void {
  window.addEventListener('popstate', follow)
  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return
    const link = (event.target as Element).closest?.('a[href]')
    if (!(link instanceof HTMLAnchorElement) || link.target !== '' || link.origin !== location.origin) return
    if (
      link.hasAttribute('download') ||
      link.pathname.startsWith('/api/') ||
      link.getAttribute('href')!.startsWith('#')
    )
      return
    event.preventDefault()
    if (link.href !== location.href) go(link.href)
  })
}
