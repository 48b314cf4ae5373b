import { describe, expect, it } from 'vitest'
import { type CommandError, hasCommand, runCommand } from './run-command.ts'

const node = (script: string) => [process.execPath, '-e', script]
const troubleOf = (run: Promise<string>) =>
  run.then(
    () => 'none',
    (error: CommandError) => error.trouble,
  )

describe('runCommand', () => {
  it('gives what the program wrote, and hands it text without a shell', async () => {
    expect(await runCommand(['cat'], { stdin: 'a\nb' })).toBe('a\nb')
    expect(await runCommand(['echo', '$HOME; id'])).toBe('$HOME; id\n')
  })

  it('hands on nothing of our environment', async () => {
    process.env.BREAKWATER_TEST_SECRET = 'canary'
    const names = Object.keys(JSON.parse(await runCommand(node('console.log(JSON.stringify(process.env))'))))
    delete process.env.BREAKWATER_TEST_SECRET
    expect(names).not.toContain('BREAKWATER_TEST_SECRET')
    expect(names).toContain('PATH')
  })

  it('tells what went wrong', async () => {
    await expect(runCommand(['breakwater-no-such-program'])).rejects.toThrow(/is not installed/)
    await expect(runCommand(node('console.error("no\\n way"); process.exit(3)'))).rejects.toThrow(
      /exited with 3: no way/,
    )
    expect(await troubleOf(runCommand(node('process.kill(process.pid, "SIGKILL")')))).toBe('killed')
    expect(await troubleOf(runCommand(node('process.stdout.write("x".repeat(5000))'), { maxOutput: 100 }))).toBe(
      'output',
    )
  })

  it('kills a program that hangs, and what it started', async () => {
    const started = performance.now()
    const run = runCommand(['sh', '-c', 'sleep 60; true'], { timeout: 150 })
    expect(await troubleOf(run)).toBe('hung')
    expect(performance.now() - started).toBeLessThan(2_000)
  })

  it('outlives a program that does not read its input', async () => {
    expect(await runCommand(['true'], { stdin: 'x'.repeat(1 << 20) })).toBe('')
  })

  it('finds programs', () => {
    expect(hasCommand('sh')).toBe(true)
    expect(hasCommand('breakwater-no-such-program')).toBe(false)
  })
})
