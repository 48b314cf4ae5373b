import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MAIN } from './daemon.ts'
import { Terminal } from './terminal-session.ts'

let folder: string
let terminal: Terminal | null = null
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-setup-'))
  const traffic = ['--length', '1h', '--attack', 'flood', '--log', join(folder, 'access.log'), '-q']
  execFileSync(process.execPath, [MAIN, 'simulate', ...traffic])
})
afterEach(() => {
  terminal?.close()
  terminal = null
  rmSync(folder, { recursive: true, force: true })
})

function begin(): Terminal {
  terminal = new Terminal(folder, 160, 60)
  terminal.enter(`cd ${folder}; PS1='ready> '; clear`)
  terminal.enter(`node ${MAIN} setup -c ${folder}/new/breakwater.yaml; echo "exit code $?"`)
  return terminal
}

/** Types over what is offered. */
async function answer(shell: Terminal, question: string, text: string): Promise<void> {
  await shell.shows(question)
  shell.enter(text)
}

describe('breakwater setup in a terminal', { timeout: 60_000 }, () => {
  it('writes a configuration that run takes, and never shows the password', async () => {
    const shell = begin()
    await answer(shell, 'Access log to watch', 'access.log')
    await answer(shell, 'Name of the site', 'shop.example')
    await answer(shell, 'Where the dashboard listens', '127.0.0.1:0')
    await answer(shell, 'Password of the operators', 'correct horse')
    await answer(shell, 'The same again', 'correct horse')
    await shell.shows(/Networks of your proxies|Who is told what/)
    if (shell.screen.includes('Networks of your proxies')) shell.send('Enter')
    await answer(shell, 'Who is told what', 'file')
    await answer(shell, 'File that gets', `${folder}/alerts.jsonl`)
    await answer(shell, 'Send a test message', '')
    await shell.shows('sent: one line was appended')
    await answer(shell, 'Play the last 24 hours', '')
    await shell.shows('would ban 203.0.113.10')
    await answer(shell, 'Write it?', 'y')
    const screen = await shell.shows('exit code 0')
    expect(screen).toContain('breakwater run -c ')
    expect(screen).not.toContain('horse')
    const file = join(folder, 'new', 'breakwater.yaml')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readFileSync(file, 'utf8')).not.toContain('horse')
    expect(readFileSync(join(folder, 'alerts.jsonl'), 'utf8').split('\n')).toHaveLength(2)
    shell.enter(`node ${MAIN} run -c ${file} --state-dir ${folder}/state --plain`)
    await shell.shows('observing')
    shell.send('C-c')
  })

  it('leaves nothing behind after Ctrl-C, and gives the terminal back', async () => {
    const shell = begin()
    await answer(shell, 'Access log to watch', 'access.log')
    await shell.shows('Name of the site')
    shell.send('C-c')
    await shell.shows('exit code 130')
    expect(shell.screen).toContain('nothing was written')
    shell.enter('echo still "here"')
    await shell.shows('still here')
    expect(readdirSync(folder).sort()).toEqual(['access.log', 'access.log.truth.json', 'tmux'])
  })
})
