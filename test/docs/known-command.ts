import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Command, CommanderError } from 'commander'
import { program } from '../../src/cli/program.ts'
import { ROOT } from './fenced-blocks.ts'

const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> }

/** Programs of others, whose arguments are not looked at. */
const OTHERS = new Set(
  'apt apt-get awk cat certbot chmod chown cp curl cut docker echo export fail2ban-client git grep gunzip head install journalctl jq kill ls mkdir mv nginx openssl podman podman-compose printf rm rsync sed sleep source ssh sysctl systemctl systemd-analyze systemd-creds systemd-sysusers systemd-tmpfiles tail tar tee usermod wc wget zcat'.split(
    ' ',
  ),
)

const LEFT_OUT = new Set(['commander.missingArgument', 'commander.missingMandatoryOptionValue', 'commander.help'])

/** The whole command tree, which does nothing when a line is right. */
function idleProgram(): Command {
  const root = program()
  const silence = (command: Command): void => {
    command.configureOutput({ writeOut: () => {}, writeErr: () => {} }).exitOverride()
    if (command.commands.length === 0) command.action(() => {})
    command.commands.forEach(silence)
  }
  silence(root)
  return root
}

/** What is wrong with a command line of ours; null: nothing. A mention in a sentence may leave out what must be given. */
export async function troubleOf(words: readonly string[], isMention = false): Promise<string | null> {
  const root = idleProgram()
  const [first] = words.filter((word) => !word.startsWith('-'))
  const isLog = first !== undefined && (/[./:$]/.test(first) || first === 'LOG' || first === '-')
  const names = root.commands.map((command) => command.name())
  if (first !== undefined && !isLog && !names.includes(first)) return `there is no command ${first}`
  try {
    await root.parseAsync([...words], { from: 'user' })
    return null
  } catch (error) {
    if (error instanceof CommanderError && (error.exitCode === 0 || (isMention && LEFT_OUT.has(error.code))))
      return null
    return (error as Error).message
  }
}

/** What is wrong with a command as a page writes it, run in `folder` of the repository; null: nothing. */
export async function troubleOfCommand(words: readonly string[], folder: string): Promise<string | null> {
  const [name = '', ...rest] = words
  const isThere = (path: string) => existsSync(join(ROOT, folder, path))
  if (name === 'breakwater') return troubleOf(rest)
  if (name === 'npm') {
    const [verb = '', script = ''] = rest
    if (verb === 'run') return script in scripts ? null : `package.json has no script ${script}`
    if (verb === 'test' || verb === 'start') return verb in scripts ? null : `package.json has no script ${verb}`
    return ['ci', 'i', 'install', 'pack', 'root', 'prefix', 'uninstall'].includes(verb) ? null : `npm ${verb}?`
  }
  if (name === 'npx') {
    const [tool = '', ...files] = rest
    if (tool === 'breakwater') return troubleOf(files)
    if (!existsSync(join(ROOT, 'node_modules', '.bin', tool))) return `npx ${tool}: not in node_modules`
    const missing = files.filter((file) => file.includes('/') && file !== 'src/the/room' && !isThere(file))
    return missing.length === 0 ? null : `${missing.join(', ')} is not there`
  }
  if (name === 'cp' && !rest[0]!.startsWith('/') && !isThere(rest[0]!)) return `${rest[0]} is not there`
  if (OTHERS.has(name) || name.startsWith('$')) return null
  return `nobody knows how to check ${name}; say it in test/docs/known-command.ts`
}
