import { getJson, send } from './client.ts'
import { type Session, session, wantsLogin } from './session.ts'

/** Takes the code of a one-time link out of the address, so that it is neither shared nor kept in the history. */
export function takeCode(): string | null {
  const code = /^#code=(.+)$/.exec(location.hash)?.[1]
  if (code === undefined) return null
  history.replaceState(null, '', location.pathname + location.search)
  return decodeURIComponent(code)
}

/** Asks who we are. Throws ApiProblem. */
export async function openSession(): Promise<void> {
  session.value = await getJson<Session>('/api/v1/session')
}

/** By a password, an access token or a one-time code. Throws ApiProblem. */
export async function signIn(
  proof: { readonly name?: string } & (
    | { readonly password: string }
    | { readonly secret: string }
    | { readonly code: string }
  ),
): Promise<void> {
  session.value = await send<Session>('POST', '/api/v1/session', { body: proof })
  wantsLogin.value = false
}

/** Throws ApiProblem. */
export async function signOut(): Promise<void> {
  await send<unknown>('DELETE', '/api/v1/session')
  await openSession()
}
