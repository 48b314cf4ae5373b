import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CommanderError } from 'commander'
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { seriesScorers } from '../brain/detect/series/series-scorers.ts'
import { tellFault, USAGE } from './fault.ts'
import { program } from './program.ts'
import { version } from './version.ts'

const folder = mkdtempSync(join(tmpdir(), 'breakwater-cli-'))
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
afterAll(() => rmSync(folder, { recursive: true }))

let stdout = ''
let stderr = ''
beforeEach(() => {
  stdout = stderr = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    stdout += text
    return true
  })
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    stderr += text
    return true
  })
})
afterEach(() => {
  vi.restoreAllMocks()
  process.exitCode = undefined
})

/** Exit code of a command line, as main.ts makes it. */
async function exitCodeOf(...args: string[]): Promise<number> {
  try {
    await program().parseAsync(args, { from: 'user' })
    return Number(process.exitCode ?? 0)
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE
    const fault = tellFault(error)
    stderr += fault.text
    return fault.exitCode
  }
}

const SHAPE = /^(breakwater: .+\n)+ {2}\S.+\n$/

describe('command line', () => {
  it.each([[[]], [['run']], [['replay']], [['check']], [['version']]])('explains %j with examples', async (words) => {
    expect(await exitCodeOf(...words, '--help')).toBe(0)
    expect(stdout).toContain('Usage: breakwater')
    expect(stdout).toContain('Examples:\n  breakwater ')
    expect(stdout).toContain('--config <file>')
    expect(stderr).toBe('')
  })

  it('tells its version', async () => {
    expect(await exitCodeOf('-V')).toBe(0)
    expect(await exitCodeOf('version')).toBe(0)
    expect(await exitCodeOf('version', '-o', 'ndjson')).toBe(0)
    const [short, long, json] = stdout.split('\n')
    expect(short).toBe(`breakwater ${version}`)
    expect(long).toContain(`Node ${process.version}, ${process.platform}`)
    expect(JSON.parse(json!)).toMatchObject({ version, node: process.version })
  })

  it.each([
    [['--nonsense'], 'Add --help'],
    [['replay', '--sead', '1', 'a.log'], 'Did you mean --seed?'],
    [['replay'], 'Add --help'],
    [['replay', '--seed', 'x', 'a.log'], 'Add --help'],
    [['replay', '--seed', '-1', 'a.log'], 'Add --help'],
    [['replay', '-o', 'xml', 'a.log'], 'Add --help'],
    [['check', 'extra'], 'Add --help'],
    [['run', '--enforce', 'access.log'], 'write --enforce=nftables access.log, or put the log first'],
    [['--enforce=pf', 'access.log'], 'If it is a log'],
    [['run', '--profile', 'calm'], 'Add --help'],
    [['run', '-o', 'json'], 'Use -o ndjson'],
    [['series'], 'Add --help'],
    [['series', 'a.csv', '--detector', 'oracle'], 'Add --help'],
    [['series', 'a.csv', '-o', 'json'], 'Use -o ndjson'],
    [['replya', 'a.log'], 'The commands are run, setup, status'],
    [['check', '-c', join(folder, 'nowhere.yaml')], 'Correct it'],
  ])('refuses %j', async (args, hint) => {
    expect(await exitCodeOf(...args)).toBe(2)
    expect(stderr).toMatch(SHAPE)
    expect(stderr).toContain(hint)
    expect(stdout).toBe('')
  })

  it.each([
    [['--enforce'], 'nftables'],
    [['access.log', '--enforce'], 'nftables'],
    [['--enforce', '--plain', 'access.log'], 'nftables'],
    [['--enforce', 'iptables', 'access.log'], 'iptables'],
    [['--enforce=off', 'access.log'], 'off'],
    [['access.log'], undefined],
  ])('takes of run %j that it enforces by %s', (words, kind) => {
    const run = program().commands.find((command) => command.name() === 'run')!
    run.parseOptions(words)
    expect(run.opts().enforce).toBe(kind)
  })

  it('guesses the command that was meant', async () => {
    await exitCodeOf('replya', 'a.log')
    expect(stderr).toContain('unknown command "replya", and there is no log of that name; did you mean replay?')
  })

  it('offers every detector of a series, and tells which line of it is wrong', async () => {
    await exitCodeOf('series', '--help')
    for (const { name } of seriesScorers) expect(stdout).toContain(`"${name}"`)
    expect(await exitCodeOf('series', file('bad.csv', 't,v\n1,2\n0,3\n'))).toBe(1)
    expect(stderr).toMatch(SHAPE)
    expect(stderr).toContain('bad.csv, line 3: 0 lies 1s before 1')
  })

  it('shows the configuration in effect, with -c before the command or behind it', async () => {
    const config = file('good.yaml', 'ceiling: { per_second: 77 }\n')
    expect(await exitCodeOf('check', '-c', config)).toBe(0)
    const behind = stdout
    stdout = ''
    expect(await exitCodeOf('-c', config, 'check')).toBe(0)
    expect(stdout).toBe(behind)
    expect(stdout).toContain(`per_second: 77 # ${config}:1\n`)
    stdout = ''
    expect(await exitCodeOf('check', '-c', config, '-o', 'json')).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ files: [config], config: { ceiling: { per_second: 77 } } })
  })

  it('lists all problems of a configuration and ends with 2', async () => {
    const config = file('bad.yaml', 'profil: classic\nlateness: soon\n')
    expect(await exitCodeOf('check', '-c', config)).toBe(2)
    expect(stderr).toMatch(SHAPE)
    expect(stderr).toContain(`breakwater: ${config}:1:1: unknown option profil; did you mean profile?\n`)
    expect(stderr).toContain(`breakwater: ${config}:2:11: lateness: "soon" is not a duration`)
  })
})

describe('faults', () => {
  it('escapes what could move the cursor', () => {
    const { text, exitCode } = tellFault(new Error('bad \u001b[2J'))
    expect(exitCode).toBe(1)
    expect(text).not.toContain('\u001b')
    expect(text).toContain('please report it')
  })
})
