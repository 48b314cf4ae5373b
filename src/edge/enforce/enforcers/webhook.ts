import type { Change, Enforcer, Refusal } from '../../../domain/enforcement.ts'
import { EnforcerError } from '../../../domain/errors.ts'
import { SECOND } from '../../../domain/units.ts'
import { changeMessage, PURGE_MESSAGE } from '../change-message.ts'

const TIMEOUT = 5 * SECOND

/**
 * Posts each batch as JSON to an address of the configuration. Any answer 200 to 299 confirms it; its body is not read, and no redirect
 * is followed. The path may hold a secret: messages name only the host.
 */
export class Webhook implements Enforcer {
  readonly mode = 'webhook'
  readonly capacity = 1_000_000
  readonly expires = false
  readonly #url: URL

  constructor({ url }: { readonly url: string }) {
    this.#url = new URL(url)
  }

  async apply(changes: readonly Change[]): Promise<readonly Refusal[]> {
    await this.#post(changeMessage(changes))
    return []
  }

  async read(): Promise<null> {
    return null
  }

  purge(): Promise<void> {
    return this.#post(PURGE_MESSAGE)
  }

  async #post(body: string): Promise<void> {
    const answer = await fetch(this.#url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT),
    }).catch((error: Error) => {
      throw this.#trouble('all', `could not be reached: ${wordsOf(error)}`)
    })
    await answer.body?.cancel().catch(() => {})
    if (answer.status === 400 || answer.status === 422) throw this.#trouble('batch', `answered ${answer.status}`)
    if (!answer.ok) throw this.#trouble('all', `answered ${answer.status || 'with a redirect'}`)
  }

  #trouble(scope: 'batch' | 'all', what: string): EnforcerError {
    return new EnforcerError(
      scope,
      `the webhook at ${this.#url.host} ${what}`,
      'Check enforcement.webhook in the configuration and the server behind it; it must answer 2xx within 5 s.',
    )
  }
}

/** fetch hides the reason in `cause`; neither text may tell the whole address. */
function wordsOf(error: Error): string {
  const { code } = (error.cause ?? {}) as { code?: string }
  return code ?? (error.name === 'TimeoutError' ? 'no answer within 5 s' : error.name)
}
