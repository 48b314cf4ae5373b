#!/usr/bin/env node
import { CommanderError } from 'commander'
import { BreakwaterError } from '../domain/errors.ts'
import { escapeText } from '../lib/escape-text.ts'
import { program, USAGE } from './program.ts'

process.stdout.on('error', () => process.exit(0))
try {
  await program().parseAsync()
} catch (error) {
  if (error instanceof CommanderError) {
    if (error.code === 'breakwater.seed') process.stderr.write(`${error.message}\n`)
    process.exitCode = error.exitCode === 0 ? 0 : USAGE
  } else if (error instanceof BreakwaterError) {
    for (const line of error.message.split('\n')) process.stderr.write(`breakwater: ${escapeText(line, 2_000)}\n`)
    process.stderr.write(`  ${escapeText(error.hint, 2_000)}\n`)
    process.exitCode = ['BW_USAGE', 'BW_CONFIG', 'BW_FORMAT'].includes(error.code) ? USAGE : 1
  } else {
    process.stderr.write(
      `breakwater: ${escapeText(String((error as Error).stack ?? error), 4_000)}\n  This is a fault of breakwater: please report it with the command that you ran.\n`,
    )
    process.exitCode = 1
  }
}
