import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MAIN } from './daemon.ts'
import { Terminal } from './terminal-session.ts'

let folder: string
let terminal: Terminal | null = null
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-terminal-'))
})
afterEach(() => {
  terminal?.close()
  terminal = null
  rmSync(folder, { recursive: true, force: true })
})

function open(columns: number, rows: number): Terminal {
  terminal = new Terminal(folder, columns, rows)
  terminal.enter(`PS1='ready> '; clear; echo before the view`)
  return terminal
}

function command(...args: string[]): string {
  return `node ${MAIN} run --state-dir ${folder}/state ${args.join(' ')}; echo "exit code $?"`
}

function lines(address: string, path: string, count: number): string {
  const time = new Date().toISOString().replace(/\.\d+Z/, '+00:00')
  return `{"time_iso8601":"${time}","remote_addr":"${address}","status":200,"request":"GET ${path} HTTP/1.1"}\n`.repeat(
    count,
  )
}

describe('the live view', { timeout: 60_000 }, () => {
  it.each([
    [80, 24],
    [200, 50],
  ])('shows the demo at %i × %i, helps, and gives the screen back', async (columns, rows) => {
    const shell = open(columns, rows)
    await shell.shows('before the view')
    shell.enter(command('--demo'))
    const calm = await shell.shows(/\/static\/|\/img\/|\/product/)
    expect(calm).toMatch(/requests\/s +[\d.]+ +expected [\d.]+ \([\d.]+ – [\d.]+\)/)
    expect(calm).toContain('Sources')
    await shell.shows(/would ban 203\.0\.113\.10|203\.0\.113\.10 .*offence 1/, 40_000)
    shell.send('?')
    expect(await shell.shows('Ctrl-C')).toContain('pause and go on')
    shell.send('?')
    await shell.shows('Would be banned (1)')
    shell.send('q')
    const back = await shell.shows('exit code 0')
    expect(back).toContain('before the view')
    expect(back).not.toContain('requests/s  ')
  })

  it('shows a log as it is written, hostile text escaped, through a change of size', async () => {
    const log = join(folder, 'access.log')
    writeFileSync(log, '')
    const shell = open(80, 24)
    shell.enter(command(log, '--profile', 'calibrated'))
    await shell.shows('waiting for the first line')
    appendFileSync(log, lines('198.51.100.7', '/世界/\u009b2J/12345?key=secret', 20))
    const screen = await shell.shows(/198\.51\.100\.7 .*ok/)
    expect(screen).toContain('learning: 0 of 10 minutes')
    expect(await shell.shows('/:n ')).not.toContain('世界')
    expect(shell.screen).not.toContain('secret')
    appendFileSync(log, lines('203.0.113.10', '/', 1_001))
    await shell.shows(/source-flood by 203\.0\.113\.10 since/)
    shell.resize(40, 10)
    expect(await shell.shows(/^q quit.*…$/m)).toContain('Sources')
    shell.resize(200, 50)
    await shell.shows(/Sources .* Incidents/)
    shell.send('b')
    shell.send('Enter')
    await shell.shows(/nats, [\d.]+ needed/)
    shell.send('C-c')
    await shell.shows('exit code 0')
  })

  it('is left out by --plain', async () => {
    const log = join(folder, 'access.log')
    writeFileSync(log, '')
    const shell = open(80, 24)
    shell.enter(command(log, '--plain'))
    expect(await shell.shows('breakwater: observing')).toContain('before the view')
    shell.send('C-c')
    await shell.shows('exit code 0')
  })

  it('gives the screen back when it is told to stop by a signal', async () => {
    const log = join(folder, 'access.log')
    writeFileSync(log, '')
    const shell = open(80, 24)
    await shell.shows('before the view')
    shell.enter(command(log))
    await shell.shows('waiting for the first line')
    process.kill(Number.parseInt(readFileSync(join(folder, 'state', 'lock'), 'utf8'), 10), 'SIGTERM')
    expect(await shell.shows('exit code 0')).toContain('before the view')
  })
})
