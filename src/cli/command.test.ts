import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const main = join(import.meta.dirname, 'command.ts')
const run = (shell: string) =>
  spawnSync('bash', ['-c', `set -o pipefail; ${shell}`], {
    encoding: 'utf8',
    env: { ...process.env, BREAKWATER: `${process.execPath} --import tsx ${main}` },
  })

describe('the program', () => {
  it('ends with 2 and says what to do when the command line is wrong', () => {
    const { status, stdout, stderr } = run('$BREAKWATER chek')
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toBe(
      'breakwater: unknown command "chek", and there is no log of that name; did you mean check?\n  The commands are run, setup, status, incidents, explain, top, dashboard, doctor, bans, allow, forget, reload, notify, replay, simulate, check, detect-format, series, panic, completion, version; see breakwater --help.\n',
    )
  })

  it('ends quietly when nobody reads its output', () => {
    const { status, stderr } = run('$BREAKWATER check | true')
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  })

  it('has no colour in a pipe', () => {
    const { status, stdout } = run('FORCE_COLOR=1 $BREAKWATER check')
    expect(status).toBe(0)
    expect(stdout).not.toContain('\u001b')
  })
})
