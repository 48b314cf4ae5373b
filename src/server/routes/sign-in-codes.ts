import { LONGEST_AUTHOR } from '../../domain/control-order.ts'
import type { SignInLinks } from '../../domain/sign-in-links.ts'
import { deny } from '../access/denial.ts'
import type { ControlApp } from '../control-app.ts'
import { line, number, object, text } from '../schema-parts.ts'
import { answers } from './answers.ts'

/** Only on the control socket: whoever may open that may sign in. */
export function signInCodeRoutes(app: ControlApp, links: () => SignInLinks | null): void {
  app.post<{ Body: { author: string } }>(
    '/api/v1/sign-in-codes',
    {
      schema: {
        summary: 'A link to the dashboard that signs in once',
        body: object({ author: line(LONGEST_AUTHOR, 'Who asks, and signs in by it') }),
        response: answers(
          object({ url: text('Address of the dashboard with the code'), expires_s: number('How long it is good') }),
        ),
      },
    },
    async ({ body }, reply) => {
      const found = links()
      if (found !== null) return found.make(body.author)
      return deny(reply, {
        status: 503,
        error: 'no-dashboard',
        message: 'this breakwater serves no dashboard',
        fix: 'Set server.listen, such as 127.0.0.1:8642, and start it again; its log says why if that is set.',
      })
    },
  )
}
