import { useState } from 'preact/hooks'
import { type ApiProblem, problemOf } from '../../api/api-problem.ts'
import { session, wantsLogin } from '../../api/session.ts'
import { signIn } from '../../api/sign-in.ts'
import { ThemeButton } from '../../shell/header.tsx'

/** Signing in by a password or an access token. `problem`: why a one-time link did not do. */
export function LoginPage({ problem: before }: { problem: ApiProblem | null }) {
  const [problem, setProblem] = useState(before)
  const [isBusy, setBusy] = useState(false)
  const { role, ways } = session.value!
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const data = new FormData(event.currentTarget as HTMLFormElement)
    const given = (field: string) => String(data.get(field) ?? '')
    const name = given('name').trim()
    setBusy(true)
    setProblem(null)
    try {
      const who = name === '' ? {} : { name }
      await signIn(
        given('password') === '' ? { ...who, secret: given('secret').trim() } : { ...who, password: given('password') },
      )
    } catch (error) {
      setProblem(problemOf(error))
      setBusy(false)
    }
  }
  const takes = (way: (typeof ways)[number]) => ways.includes(way)
  return (
    <main class="alone">
      <h1>Breakwater</h1>
      {problem !== null && (
        <div class="failed" role="alert">
          <p>
            <strong>Not signed in:</strong> {problem.message}
          </p>
          {problem.fix !== '' && <p class="quiet">{problem.fix}</p>}
        </div>
      )}
      {role === 'viewer' && <p>You may look, but not order. Sign in to ban, lift, or change the mode.</p>}
      {(takes('password') || takes('token')) && (
        <form class="form" onSubmit={submit}>
          <label class="field">
            <span>Name</span>
            <input name="name" autoComplete="username" maxLength={64} />
            <span class="quiet">Stands beside what you order in the audit log.</span>
          </label>
          {takes('password') && (
            <label class="field">
              <span>Password</span>
              <input name="password" type="password" autoComplete="current-password" required={!takes('token')} />
            </label>
          )}
          {takes('token') && (
            <label class="field">
              <span>{takes('password') ? 'or access token' : 'Access token'}</span>
              <input name="secret" type="password" autoComplete="off" required={!takes('password')} />
            </label>
          )}
          <div class="form-actions">
            <button type="submit" class="button button-main" disabled={isBusy}>
              Sign in
            </button>
          </div>
        </form>
      )}
      {(takes('link') || ways.length === 0) && (
        <p class="quiet">
          For a sign-in link that works once, run <code>breakwater dashboard</code> on the server.
        </p>
      )}
      <p class="form-actions">
        {role !== 'nobody' && (
          <button
            type="button"
            class="button"
            onClick={() => {
              wantsLogin.value = false
            }}
          >
            Back to the page
          </button>
        )}
        <ThemeButton />
      </p>
    </main>
  )
}
