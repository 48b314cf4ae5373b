import { useEffect, useState } from 'preact/hooks'
import { type ApiProblem, problemOf } from './api/api-problem.ts'
import { LiveStream } from './api/live-stream.ts'
import { session, wantsLogin } from './api/session.ts'
import { openSession, signIn, takeCode } from './api/sign-in.ts'
import { Failed } from './parts/states.tsx'
import { Lazy } from './shell/lazy.tsx'
import { Shell } from './shell/shell.tsx'

const loadLogin = async () => (await import('./pages/login/login-page.tsx')).LoginPage
const loadPublic = async () => (await import('./pages/public/public-page.tsx')).PublicPage

/** Finds out who looks, and shows what they may see. */
export function App() {
  const [problem, setProblem] = useState<ApiProblem | null>(null)
  const [codeProblem, setCodeProblem] = useState<ApiProblem | null>(null)
  const open = () => {
    setProblem(null)
    openSession().catch((error: unknown) => setProblem(problemOf(error)))
  }
  useEffect(() => {
    const enter = () => {
      const code = takeCode()
      if (code === null) return session.value === null ? open() : undefined
      signIn({ code })
        .catch((error: unknown) => setCodeProblem(problemOf(error)))
        .finally(() => {
          if (session.value === null) open()
        })
    }
    enter()
    window.addEventListener('hashchange', enter)
    return () => window.removeEventListener('hashchange', enter)
  }, [])

  const role = session.value?.role ?? null
  const streams = role === null || role === 'nobody' ? null : role === 'public' ? 'public' : 'site'
  useEffect(() => {
    if (streams === null) return
    const stream = new LiveStream(streams === 'public')
    stream.start()
    return () => stream.stop()
  }, [streams])

  if (problem !== null)
    return (
      <main class="alone">
        <h1>Breakwater</h1>
        <Failed problem={problem} retry={open} />
      </main>
    )
  if (role === null) return <p class="alone quiet">Connecting to Breakwater</p>
  if (role === 'nobody' || wantsLogin.value)
    return <Lazy key="login" load={loadLogin} props={{ problem: codeProblem }} />
  if (role === 'public') return <Lazy key="public" load={loadPublic} props={{}} />
  return <Shell />
}
