import { session, wantsLogin } from '../api/session.ts'
import { signOut } from '../api/sign-in.ts'
import { shortTime } from '../format/format-time.ts'
import { rangeOf } from '../route/address.ts'
import { pageLink } from '../route/links.ts'
import { address } from '../route/router.ts'
import { ROUTES, type Route } from '../route/routes.ts'
import { frame, type LiveState, live } from '../state/live.ts'
import { nextTheme, theme } from '../state/theme.ts'
import { ModeButton } from './mode-button.tsx'
import { RangeBar } from './range-bar.tsx'

/** Whose page it is, whether bans block, how we hear of it; below that the pages and the range. */
export function Header({ route }: { route: Route | null }) {
  const range = rangeOf(address.value.query)
  return (
    <header class="header">
      <div class="header-line">
        <a class="brand" href="/">
          Breakwater
        </a>
        <span class="site-name" title={frame.value?.name}>
          {frame.value?.name ?? ''}
        </span>
        <ModeButton />
        <span class="header-end">
          <LiveSign />
          <ThemeButton />
          <Account />
        </span>
      </div>
      <div class="header-line">
        <nav aria-label="Pages" class="menu">
          {ROUTES.filter(({ isInMenu }) => isInMenu).map(({ path, title }) => (
            <a key={path} href={pageLink(path, range)} aria-current={route?.path === path ? 'page' : undefined}>
              {title}
            </a>
          ))}
        </nav>
        {route?.hasRange === true && <RangeBar />}
      </div>
    </header>
  )
}

const LIVE_WORDS: Readonly<Record<LiveState, readonly [shape: string, word: string]>> = {
  connecting: ['○', 'connecting'],
  live: ['●', 'live'],
  polling: ['◐', 'each 3 s'],
  disconnected: ['■', 'disconnected'],
}

/** How we hear of the site. */
export function LiveSign() {
  const { state, since } = live.value
  const [shape, word] = LIVE_WORDS[state]
  return (
    <span class={`live-sign live-${state}`} title={`${word} since ${shortTime(since / 1_000)}`}>
      <span aria-hidden="true">{shape}</span> {word}
    </span>
  )
}

/** From the system's colours to light to dark. */
export function ThemeButton() {
  return (
    <button type="button" class="button button-bare" onClick={nextTheme} title="Colours: as the system, light, or dark">
      <span aria-hidden="true">◐</span>{' '}
      <span class="theme-word">{theme.value === 'system' ? 'auto' : theme.value}</span>
      <span class="visually-hidden"> colours, change</span>
    </button>
  )
}

function Account() {
  const { role, name, ways } = session.value!
  if (role === 'operator' && ways.length === 0) return null
  if (role === 'operator')
    return (
      <button
        type="button"
        class="button button-bare"
        onClick={() => void signOut()}
        title={`Signed in as ${name ?? 'operator'}`}
      >
        Sign out
      </button>
    )
  return (
    <button
      type="button"
      class="button button-bare"
      onClick={() => {
        wantsLogin.value = true
      }}
    >
      Sign in
    </button>
  )
}
