import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Argument, Command } from 'commander'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { program } from '../program.ts'
import { bashCompletion } from './bash.ts'
import { commandTree } from './command-tree.ts'
import { fishCompletion } from './fish.ts'
import { zshCompletion } from './zsh.ts'

const SCRIPTS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion }

function scriptOf(shell: keyof typeof SCRIPTS, root: Command = program()): string {
  return SCRIPTS[shell](root.name(), commandTree(root))
}
const shells = ['bash', 'zsh', 'fish'] as const
const has = (shell: string) => spawnSync(shell, ['-c', 'true']).status === 0

/** A program with commands below a command, as `bans list`. */
function nested(): Command {
  const root = new Command('tool')
    .configureHelp({ showGlobalOptions: true })
    .option('-c, --config <file>', "the file [its] owner's")
  const bans = root.command('bans').description('all: of them')
  bans.command('list').option('--order <by>', 'how').option('--into <dir>', 'where')
  bans.command('export').addArgument(new Argument('<form>', 'which').choices(['csv', 'json']))
  return root
}

describe('the scripts', () => {
  it.each(shells)('name every command and every option, in %s', (shell) => {
    const script = scriptOf(shell)
    for (const command of program().commands) {
      expect(script).toContain(command.name())
      for (const { long } of command.options) expect(script).toContain(shell === 'fish' ? `-l ${long!.slice(2)}` : long)
    }
  })

  const [known, unknown] = [shells.filter(has), shells.filter((shell) => !has(shell))]
  if (unknown.length > 0) process.stdout.write(`skipped, completion: ${unknown.join(', ')} is not installed\n`)

  it.each(known)('are read by %s without a complaint', (shell) => {
    for (const root of [program(), nested()]) {
      const { status, stderr } = spawnSync(shell, ['-n'], { input: scriptOf(shell, root), encoding: 'utf8' })
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    }
  })
})

describe.skipIf(!has('bash'))('completion in a real bash', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'breakwater-completion-'))
    mkdirSync(join(folder, 'logs dir'))
    writeFileSync(join(folder, 'log one.log'), '')
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  /** What bash would offer for these words, the last of which is being typed. */
  function offered(words: readonly string[], root = program()): string[] {
    const name = root.name()
    const input = `${scriptOf('bash', root)}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _${name}; printf '%s\\n' "\${COMPREPLY[@]}"`
    const { stdout, stderr } = spawnSync('bash', ['-c', input, 'bash', name, ...words], {
      cwd: folder,
      encoding: 'utf8',
    })
    expect(stderr).toBe('')
    return stdout.split('\n').filter((line) => line !== '')
  }

  it.each([
    [['rep'], ['replay']],
    [
      ['bans', ''],
      ['add', 'help', 'list', 'remove', 'review'],
    ],
    [['bans', 'add', '--auth'], ['--author']],
    [
      ['bans', 'list', '--state', ''],
      ['failed', 'in-force', 'observed', 'pending'],
    ],
    [[''], [...program().commands.map((command) => command.name()), 'help', 'logs dir', 'log one.log']],
    [['--log-l'], ['--log-level']],
    [['run', '--prof'], ['--profile']],
    [
      ['run', '--profile', ''],
      ['calibrated', 'classic'],
    ],
    [['run', '--log-level', '=', 'w'], ['warn']],
    [
      ['run', '--log-level', '='],
      ['debug', 'info', 'warn', 'error', 'silent'],
    ],
    [['-o', 'js'], ['json']],
    [['replay', '-o', 'nd'], ['ndjson']],
    [['-o', 'json', 'che'], ['check']],
    [
      ['replay', 'log'],
      ['logs dir', 'log one.log'],
    ],
    [['log'], ['logs dir', 'log one.log']],
    [['run', '--state-dir', 'lo'], ['logs dir']],
    [['-c', 'log o'], ['log one.log']],
    [['completion', 'f'], ['fish']],
    [['check', 'lo'], []],
    [['replay', '--seed', ''], []],
    [['replay', 'run', '--state'], []],
  ])('%j gives %j', (words, wanted) => expect(offered(words).sort()).toEqual([...wanted].sort()))

  it.each([
    [['b'], ['bans']],
    [
      ['bans', ''],
      ['export', 'help', 'list'],
    ],
    [
      ['bans', 'list', '--'],
      ['--config', '--help', '--into', '--order'],
    ],
    [['bans', 'list', '--into', 'log'], ['logs dir']],
    [['bans', 'export', 'c'], ['csv']],
  ])('of a command below a command %j gives %j', (words, wanted) =>
    expect(
      offered(words, nested())
        .filter((word) => !/^-\w$/.test(word))
        .sort(),
    ).toEqual(wanted),
  )
})
