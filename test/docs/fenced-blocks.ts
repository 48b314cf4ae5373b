import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const ROOT = join(import.meta.dirname, '..', '..')

/** What stands between two fences of a page. */
export interface Block {
  readonly page: string
  readonly line: number
  readonly language: string
  readonly text: string
  /** The file that the sentence before it names. */
  readonly file: string | undefined
}

/** Pages that people wrote, relative to the repository. Those in docs/reference are generated. */
export function pages(): string[] {
  const all = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
  const ours = all.filter((name) => name.endsWith('.md') && !name.startsWith('reference'))
  return ['README.md', ...ours.sort().map((name) => join('docs', name))]
}

export function textOf(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8')
}

/** Fenced blocks, those within lists without their indentation. */
export function blocksOf(page: string): Block[] {
  const text = textOf(page)
  return Array.from(text.matchAll(/^( *)```(\w*)\n([\s\S]*?)^\1```$/gm), (match) => {
    const before = text.slice(0, match.index)
    return {
      page,
      line: before.split('\n').length,
      language: match[2]!,
      text: match[3]!.replaceAll(new RegExp(`^${match[1]!}`, 'gm'), ''),
      file: /`([\w.-]+)`[^`\n]*:\n\n$/.exec(before)?.[1],
    }
  })
}

/** What stands in single backquotes, outside of the fences. */
export function spansOf(page: string): string[] {
  const prose = textOf(page).replace(/^( *)```[\s\S]*?^\1```$/gm, '')
  return Array.from(prose.matchAll(/(?<!`)`([^`]+)`(?!`)/g), ([, span]) => span!.replace(/\s+/g, ' '))
}
