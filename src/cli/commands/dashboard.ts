import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { UsageError } from '../../domain/errors.ts'
import { hashPassword } from '../../server/access/password.ts'
import { authorOf } from '../author.ts'
import type { DashboardFlags } from '../command-options.ts'
import { ControlClient } from '../control-client.ts'
import { print, safe, seconds } from '../print.ts'

interface Link {
  readonly url: string
  readonly expires_s: number
}

/** A link to the dashboard that signs in once, or the line for `server.password`. */
export async function dashboardCommand({ output, stateDir, author, hashPassword: isHash }: DashboardFlags) {
  if (isHash === true) {
    const hash = await hashPassword(await readPassword())
    return print(output, { whole: { password: hash }, rows: [{ password: hash }], human: () => [hash] })
  }
  const link = await new ControlClient(stateDir).post<Link>('/api/v1/sign-in-codes', { author: authorOf(author) })
  print(output, {
    whole: link,
    rows: [link],
    human: () => [
      safe(link.url),
      `It signs in once, within ${seconds(link.expires_s)}; whoever has it can ban and lift.`,
    ],
  })
}

/** The first line of standard input; on a terminal it is not shown. Throws UsageError when it is too short. */
async function readPassword(): Promise<string> {
  const { stdin, stderr } = process
  const isTerminal = stdin.isTTY === true
  if (isTerminal) stderr.write('Password: ')
  const output = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: stdin, output, terminal: isTerminal })
  try {
    for await (const line of lines) {
      if (isTerminal) stderr.write('\n')
      if (line.length >= 10) return line
      throw new UsageError('the password is shorter than 10 characters', 'Choose a longer one.')
    }
  } finally {
    lines.close()
  }
  throw new UsageError('no password was given', 'Type it, or write it to standard input.')
}
