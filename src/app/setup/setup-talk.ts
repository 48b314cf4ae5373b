import { BreakwaterError, UsageError } from '../../domain/errors.ts'

/** Something to be asked. */
export interface Question<Answer> {
  readonly text: string
  /** What Enter takes, and --yes; null: there must be an answer. */
  readonly usual: string | null
  /** How the command line answers it, for who has no terminal. */
  readonly flag: string
  /** Not shown while it is typed. */
  readonly isSecret?: boolean
  /** Throws BreakwaterError for what makes no sense: it is asked again. */
  readonly read: (answer: string) => Answer | Promise<Answer>
}

/** How setup speaks with a person. Both may throw SetupEnded. Texts may be raw: escaping them is done here. */
export interface SetupTalk {
  say(...lines: readonly string[]): void
  ask<Answer>(question: Question<Answer>): Promise<Answer>
  confirm(text: string, usual: boolean): Promise<boolean>
}

/** The person ended it: nothing was written. */
export class SetupEnded extends Error {}

/** Takes what is usual, as --yes says. What has no usual answer is a fault of the command line. */
export class SilentTalk implements SetupTalk {
  readonly say: SetupTalk['say']

  constructor(say: SetupTalk['say']) {
    this.say = say
  }

  async ask<Answer>({ text, usual, flag, read }: Question<Answer>): Promise<Answer> {
    if (usual === null) throw new UsageError(`there is no answer to: ${text}`, `Give it with ${flag}.`)
    return read(usual)
  }

  confirm(_text: string, usual: boolean): Promise<boolean> {
    return Promise.resolve(usual)
  }
}

/** Asks until an answer makes sense. */
export async function askUntilRight<Answer>(
  { read }: Question<Answer>,
  once: () => Promise<string>,
  complain: (words: string) => void,
): Promise<Answer> {
  for (;;) {
    const answer = await once()
    try {
      return await read(answer)
    } catch (error) {
      if (!(error instanceof BreakwaterError)) throw error
      complain(`${error.message}. ${error.hint}`)
    }
  }
}
