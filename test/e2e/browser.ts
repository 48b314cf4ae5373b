import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'] as const

export function chromiumTrouble(): string | undefined {
  return place() === undefined ? 'chromium is not installed (Debian package chromium)' : undefined
}

/** A real Chromium. `within`: a command that runs it somewhere, such as `ip netns exec NAME`; then `folder` takes the script for that. */
export function openBrowser(
  within: readonly string[] = [],
  folder?: string,
  more: readonly string[] = [],
): Promise<Browser> {
  const executablePath = folder === undefined ? place()! : wrapper(within, folder)
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', ...more],
  })
}

function place(): string | undefined {
  return PLACES.find((path) => existsSync(path) && spawnSync(path, ['--version']).status === 0)
}

function wrapper(within: readonly string[], folder: string): string {
  const path = join(folder, 'chromium')
  const words = [...within, place()!].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ')
  writeFileSync(path, `#!/bin/sh\nexec ${words} "$@"\n`, { mode: 0o755 })
  return path
}
