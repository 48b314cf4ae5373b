import type { ConfigDraft } from '../../config/config-draft.ts'
import { exposureFault, parseListen } from '../../config/listen-address.ts'
import { UsageError } from '../../domain/errors.ts'
import { hashPassword } from '../../server/access/password.ts'
import type { SetupStep } from './setup-step.ts'

/** Characters. */
const SHORTEST_PASSWORD = 10

/** The name of the site, where the dashboard listens, and who may sign in there. */
export async function siteStep(draft: ConfigDraft, { talk, given, hostName }: SetupStep): Promise<ConfigDraft> {
  const { server } = draft.load()
  const named = await talk.ask({
    text: 'Name of the site',
    usual: given.name ?? server.name ?? hostName,
    flag: '--name NAME',
    read: (answer) => checked(draft.with(['server', 'name'], answer, 'Name of the site on the dashboard')),
  })
  const usual = given.listen ?? server.listen ?? 'off'
  const placed = await talk.ask({
    text: 'Where the dashboard listens: HOST:PORT, or off',
    usual,
    flag: '--listen HOST:PORT',
    read: (answer) => {
      if (answer !== 'off' && parseListen(answer) === null)
        throw new UsageError(`"${answer}" is no address and port`, 'Write for instance 127.0.0.1:8642, or off.')
      return named.with(['server', 'listen'], answer, 'Where the dashboard listens')
    },
  })
  return passwordStep(placed, { talk, given }, { ...server, listen: listenOf(placed) })
}

async function passwordStep(
  draft: ConfigDraft,
  { talk, given }: Pick<SetupStep, 'talk' | 'given'>,
  server: Parameters<typeof exposureFault>[0],
): Promise<ConfigDraft> {
  if (server.listen === null || (server.password !== null && given.password === undefined)) return draft
  const fault = exposureFault(server)
  if (fault === null)
    talk.say(
      '   Without a password nobody signs in by one: breakwater dashboard gives a link that signs in once.',
      '   Programs and people of this machine see the dashboard without signing in; ordering needs it.',
    )
  else talk.say('   Others than this machine can reach this address: a password is needed.')
  const password = await talk.ask({
    text: `Password of the operators, at least ${SHORTEST_PASSWORD} characters${fault === null ? '; empty: none' : ''}`,
    usual: given.password ?? (fault === null ? '' : null),
    flag: '--password-stdin',
    isSecret: true,
    read: (answer) => {
      if (answer.length >= SHORTEST_PASSWORD || (answer === '' && fault === null)) return answer
      throw new UsageError(`it is shorter than ${SHORTEST_PASSWORD} characters`, 'Choose a longer one.')
    },
  })
  if (password === '') return draft
  if (given.password === undefined)
    await talk.ask({
      text: 'The same again',
      usual: null,
      flag: '--password-stdin',
      isSecret: true,
      read: (answer) => {
        if (answer !== password) throw new UsageError('it is another one', 'Type the same, or end with Ctrl-C.')
      },
    })
  return draft.with(['server', 'password'], await hashPassword(password), 'Password of the operators, hashed')
}

function listenOf(draft: ConfigDraft): string | null {
  const text = String(draft.written(['server', 'listen']))
  return text === 'off' ? null : text
}

/** Throws ConfigError. */
function checked(draft: ConfigDraft): ConfigDraft {
  draft.load()
  return draft
}
