import type { Command } from 'commander'
import { bashCompletion } from '../completion/bash.ts'
import { commandTree } from '../completion/command-tree.ts'
import { fishCompletion } from '../completion/fish.ts'
import { zshCompletion } from '../completion/zsh.ts'

const SCRIPTS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion }
export type Shell = keyof typeof SCRIPTS

/** Prints the script of one shell for all commands of the program. */
export function completionCommand(shell: Shell, root: Command): void {
  process.stdout.write(SCRIPTS[shell](root.name(), commandTree(root)))
}
