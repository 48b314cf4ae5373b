import { setImmediate } from 'node:timers/promises'
import { afterEach, expect, it, vi } from 'vitest'
import { TerminalProgress } from './progress.ts'

afterEach(() => vi.restoreAllMocks())

function heard(): string[] {
  const parts: string[] = []
  vi.spyOn(process.stderr, 'write').mockImplementation((part) => {
    parts.push(String(part))
    return true
  })
  return parts
}

it('shows no bar that was stopped while its library loaded', async () => {
  const parts = heard()
  const progress = new TerminalProgress(true)
  progress.update(1, 10, '')
  progress.stop()
  await import('cli-progress')
  await setImmediate()
  progress.update(2, 10, '')
  expect(parts).toEqual([])
})

it('tells messages with or without a bar, made safe', () => {
  const parts = heard()
  const progress = new TerminalProgress(false)
  progress.update(1, 10, '')
  progress.note('one\ntwo \u001b[2J')
  expect(parts.join('')).toBe('breakwater: one\nbreakwater: two \\x1b[2J\n')
})
