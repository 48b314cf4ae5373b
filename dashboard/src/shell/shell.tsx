import { useEffect, useRef } from 'preact/hooks'
import { OrderHost } from '../orders/order-dialog.tsx'
import { Empty } from '../parts/states.tsx'
import { ToastHost } from '../parts/toast-host.tsx'
import { address } from '../route/router.ts'
import { matchRoute } from '../route/routes.ts'
import { frame } from '../state/live.ts'
import { Announcer } from './announcer.tsx'
import { Banners } from './banners.tsx'
import { Header } from './header.tsx'
import { Lazy } from './lazy.tsx'

/** What stands around every page. */
export function Shell() {
  const { path } = address.value
  const matched = matchRoute(path)
  const title = matched?.route.title ?? 'Not found'
  const name = frame.value?.name ?? ''
  const main = useRef<HTMLElement>(null)
  const isFirst = useRef(true)
  useEffect(() => {
    document.title = [title, name, 'Breakwater'].filter((part) => part !== '').join(' · ')
  }, [title, name])
  useEffect(() => {
    if (!isFirst.current) main.current?.focus({ preventScroll: true })
    isFirst.current = false
  }, [path])
  return (
    <>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <Header route={matched?.route ?? null} />
      <Banners />
      <main id="main" ref={main} tabIndex={-1}>
        {matched === null ? (
          <Empty>
            There is no page here. <a href="/">To the overview</a>
          </Empty>
        ) : (
          <Lazy key={path} load={matched.route.load} props={{ params: matched.params }} />
        )}
      </main>
      <OrderHost />
      <ToastHost />
      <Announcer />
    </>
  )
}
