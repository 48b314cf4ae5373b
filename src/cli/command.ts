import { CommanderError } from 'commander'
import { tellFault, USAGE } from './fault.ts'
import { program } from './program.ts'

// Who read our output has gone, as in `| head`: nothing is left to do.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
process.stderr.on('error', () => {})
program()
  .parseAsync()
  .catch((error: unknown) => {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : USAGE
    else {
      const { text, exitCode } = tellFault(error)
      process.stderr.write(text)
      process.exitCode = exitCode
    }
  })
