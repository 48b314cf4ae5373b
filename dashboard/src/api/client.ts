import { ApiProblem } from './api-problem.ts'
import { loseSession, session } from './session.ts'

export type Query = Readonly<Record<string, string | number | undefined>>

/** Asks for `path`, such as `/api/v1/bans`. Throws ApiProblem. */
export async function getJson<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
  return request<T>(withQuery(path, query), { ...(signal !== undefined && { signal }) })
}

/** A write. A body that is a Blob goes as it is. Throws ApiProblem. */
export async function send<T>(
  method: 'POST' | 'PUT' | 'DELETE',
  path: string,
  { query = {}, body }: { readonly query?: Query; readonly body?: unknown } = {},
): Promise<T> {
  const headers: Record<string, string> = {}
  const token = session.value?.token ?? null
  if (token !== null) headers['x-breakwater-token'] = token
  if (body !== undefined)
    headers['content-type'] = body instanceof Blob ? 'application/octet-stream' : 'application/json'
  return request<T>(withQuery(path, query), {
    method,
    headers,
    ...(body !== undefined && { body: body instanceof Blob ? body : JSON.stringify(body) }),
  })
}

async function request<T>(url: string, init: RequestInit): Promise<T> {
  let response: Response
  try {
    response = await fetch(url, { credentials: 'same-origin', cache: 'no-store', ...init })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ApiProblem(
      0,
      'no-answer',
      'Breakwater does not answer',
      'Look on the server whether it runs: breakwater status',
    )
  }
  const text = await response.text()
  if (response.ok) return (text === '' ? undefined : JSON.parse(text)) as T
  if (response.status === 401 && !url.startsWith('/api/v1/session')) loseSession()
  throw problemIn(response.status, text)
}

function problemIn(status: number, text: string): ApiProblem {
  try {
    const { error, message, fix } = JSON.parse(text) as { error?: string; message?: string; fix?: string }
    if (message !== undefined) return new ApiProblem(status, error ?? 'unknown', message, fix ?? '')
  } catch {
    // A proxy in between answers with a page of its own.
  }
  return new ApiProblem(
    status,
    'bad-gateway',
    `the server answered with status ${status}`,
    'Look at the proxy between you and Breakwater, and at its log.',
  )
}

function withQuery(path: string, query: Query): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value))
  return search.size === 0 ? path : `${path}?${search}`
}
