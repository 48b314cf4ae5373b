import { spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

export interface CommandOptions {
  /** Text for its standard input; default: none. */
  readonly stdin?: string
  /** Milliseconds until it and all that it started are killed; default 2,000. */
  readonly timeout?: number
  /** Most bytes of standard output that are kept; one more ends it. Default 1 MiB. */
  readonly maxOutput?: number
  /** Variables beside PATH and the locale; default: none. */
  readonly environment?: Readonly<Record<string, string>>
}

/** `missing`: there is no such program. `hung`: it was killed at the timeout. `exit`: it said no. */
export type CommandTrouble = 'missing' | 'hung' | 'killed' | 'output' | 'exit'

/** A command that did not end with 0. The message holds the command's own words, at most 300 characters of them. */
export class CommandError extends Error {
  readonly trouble: CommandTrouble
  constructor(trouble: CommandTrouble, message: string) {
    super(message)
    this.name = 'CommandError'
    this.trouble = trouble
  }
}

/** Where administrators' programs live; a service's PATH often leaves them out. */
const SYSTEM_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/local/bin', '/usr/bin', '/bin']
const MOST_WORDS = 4_096

/**
 * Runs a program with its arguments, without a shell, and gives what it wrote to standard output. Its environment holds PATH and a
 * neutral locale, nothing of ours. Throws CommandError when it is missing, hangs, is killed, says too much, or ends with another
 * code than 0.
 */
export function runCommand(command: readonly string[], options: CommandOptions = {}): Promise<string> {
  const { stdin, timeout = 2_000, maxOutput = 1 << 20, environment } = options
  const [program = '', ...args] = command
  return new Promise((resolve, reject) => {
    // A group of its own: what a wrapper script starts must not outlive the timeout.
    const env = { ...environment, ...cleanEnvironment() }
    const child = spawn(program, args, { env, detached: true, stdio: 'pipe', cwd: '/' })
    const output: Buffer[] = []
    let size = 0
    let words = ''
    let settled = false
    const settle = (act: () => void) => {
      if (settled) return
      settled = true
      clearTimeout(timer)
      act()
    }
    const end = (trouble: CommandTrouble, text: string) =>
      settle(() => {
        killGroup(child.pid)
        for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy()
        reject(new CommandError(trouble, `${program} ${text}`))
      })
    const timer = setTimeout(() => end('hung', `did not end within ${timeout} ms and was killed`), timeout)
    child.once('error', (error: NodeJS.ErrnoException) =>
      end(error.code === 'ENOENT' ? 'missing' : 'killed', startTrouble(error)),
    )
    child.stdout.on('data', (bytes: Buffer) => {
      size += bytes.length
      if (size > maxOutput) end('output', `wrote more than ${maxOutput} bytes and was killed`)
      else output.push(bytes)
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (words.length < MOST_WORDS) words += text
    })
    // A program that ends before it has read all breaks the pipe: its exit code tells.
    child.stdin.on('error', () => {})
    child.stdin.end(stdin ?? '')
    child.once('close', (code, signal) => {
      if (code === 0) settle(() => resolve(Buffer.concat(output).toString('utf8')))
      else if (code === null) settle(() => reject(new CommandError('killed', `${program} was killed by ${signal}`)))
      else settle(() => reject(new CommandError('exit', `${program} exited with ${code}: ${shorten(words)}`)))
    })
  })
}

/** Whether a program of this name is on the path that commands run with. */
export function hasCommand(name: string): boolean {
  return commandPath()
    .split(delimiter)
    .some((folder) => {
      try {
        accessSync(join(folder, name), constants.X_OK)
        return true
      } catch {
        return false
      }
    })
}

function cleanEnvironment(): NodeJS.ProcessEnv {
  return { PATH: commandPath(), LC_ALL: 'C', LANG: 'C' }
}

function commandPath(): string {
  const own = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder.startsWith('/'))
  return [...new Set([...own, ...SYSTEM_FOLDERS])].join(delimiter)
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended already.
  }
}

function startTrouble(error: NodeJS.ErrnoException): string {
  return error.code === 'ENOENT' ? 'is not installed' : `could not be started: ${error.message}`
}

function shorten(words: string): string {
  const text = words.replace(/\s+/g, ' ').trim()
  return text === '' ? 'it did not say why' : text.slice(0, 300)
}
