import type { ConfigDraft } from '../../config/config-draft.ts'
import { UsageError } from '../../domain/errors.ts'
import { notifyTest } from '../notify-test.ts'
import { CHANNEL_FIELDS, CHANNEL_TYPES, type ChannelField, type ChannelType } from './channel-fields.ts'
import type { SetupStep } from './setup-step.ts'

const COMMENT = 'Who is told what happens: docs/guide/alerts.md'

/** Asks for one channel of messages and tries it. The file that it is written to may be read by its owner only. */
export async function channelStep(draft: ConfigDraft, step: SetupStep): Promise<ConfigDraft> {
  const { talk, given } = step
  const channels = (draft.written(['notify', 'channels']) ?? []) as readonly { readonly name?: string }[]
  if (given.channel === undefined && channels.length > 0) {
    talk.say(`   told already: ${channels.map(({ name }) => name).join(', ')}`)
    return draft
  }
  for (;;) {
    const type = await talk.ask({
      text: `Who is told what happens: ${CHANNEL_TYPES.join(', ')}, or none`,
      usual: given.channel?.type ?? 'none',
      flag: '--channel TYPE',
      read: typeOf,
    })
    if (type === null) return draft
    const channel = { name: type, type, ...(await optionsOf(type, step)) }
    const others = channels.filter(({ name }) => name !== type)
    const next = draft.with(['notify', 'channels'], [...others, channel], COMMENT)
    const how = await tried(next, type, step)
    if (how === 'kept') return next
    if (how === 'left out') return draft
  }
}

function typeOf(answer: string): ChannelType | null {
  if (answer === 'none') return null
  const type = CHANNEL_TYPES.find((one) => one === answer)
  if (type !== undefined) return type
  throw new UsageError(`"${answer}" is no type of channel`, `Write one of ${CHANNEL_TYPES.join(', ')}, or none.`)
}

async function optionsOf(type: ChannelType, { talk, given }: SetupStep): Promise<Record<string, unknown>> {
  const fields: readonly ChannelField[] = CHANNEL_FIELDS[type]
  const options: Record<string, unknown> = {}
  const known = given.channel?.options ?? {}
  const stray = Object.keys(known).filter((name) => !fields.some((field) => field.name === name))
  for (const name of stray) options[name] = plainValue(known[name]!)
  for (const { name, text, usual, isSecret, isList } of fields) {
    const answer = await talk.ask({
      text,
      usual: known[name] ?? usual,
      flag: `--channel-option ${name}=VALUE`,
      ...(isSecret === true && { isSecret }),
      read: (answer) => {
        if (answer !== '' || usual === '') return answer
        throw new UsageError('it is needed', 'Write it, or end with Ctrl-C.')
      },
    })
    if (answer !== '')
      options[name] = isList === true ? answer.split(',').map((part) => part.trim()) : plainValue(answer)
  }
  return options
}

/** Numbers and switches as YAML has them. */
function plainValue(text: string): unknown {
  return /^(true|false|\d{1,9})$/.test(text) ? JSON.parse(text) : text
}

/** Whether the channel stays. */
async function tried(
  draft: ConfigDraft,
  name: string,
  { talk, clock }: SetupStep,
): Promise<'kept' | 'left out' | 'asked again'> {
  let trouble: string
  try {
    const config = draft.load()
    if (!(await talk.confirm('Send a test message now?', true))) return 'kept'
    const delivery = await notifyTest(config, name, clock)
    if (delivery.outcome === 'sent') {
      talk.say(`   sent: ${delivery.answer}`)
      return 'kept'
    }
    trouble = `not sent: ${delivery.why}`
  } catch (error) {
    trouble = (error as Error).message
    talk.say(`   ${trouble}`)
    return answerOf(talk, trouble, ['again', 'none'])
  }
  talk.say(`   ${trouble}`)
  return answerOf(talk, trouble, ['again', 'keep', 'none'])
}

const ANSWERS = { again: 'asked again', keep: 'kept', none: 'left out' } as const

function answerOf(talk: SetupStep['talk'], trouble: string, answers: readonly (keyof typeof ANSWERS)[]) {
  return talk.ask({
    text: `The channel does not work (${trouble}). ${answers.join(', ')}`,
    usual: null,
    flag: 'values that work, or without --channel',
    read: (answer) => {
      const found = answers.find((one) => one === answer)
      if (found !== undefined) return ANSWERS[found]
      throw new UsageError(`"${answer}" is none of these`, `Write ${answers.join(', ')}.`)
    },
  })
}
