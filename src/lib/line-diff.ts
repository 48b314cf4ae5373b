/** Lines around a change that are shown. */
const AROUND = 2

/** What changed, line by line: `- ` before a line that went, `+ ` before one that came, two blanks before one around them, `…` where lines are left out. */
export function lineDiff(before: string, after: string): string[] {
  const [old, now] = [linesOf(before), linesOf(after)]
  const lengths = commonLengths(old, now)
  const all: string[] = []
  let [i, j] = [0, 0]
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      all.push(`  ${old[i++]}`)
      j++
    } else if (i < old.length && (j === now.length || lengths[i + 1]![j]! >= lengths[i]![j + 1]!))
      all.push(`- ${old[i++]}`)
    else all.push(`+ ${now[j++]}`)
  }
  return onlyAround(all)
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n')
}

/** Of each two ends the length of what they have in common. */
function commonLengths(old: readonly string[], now: readonly string[]): number[][] {
  const lengths = Array.from({ length: old.length + 1 }, () => new Array<number>(now.length + 1).fill(0))
  for (let i = old.length - 1; i >= 0; i--)
    for (let j = now.length - 1; j >= 0; j--)
      lengths[i]![j] =
        old[i] === now[j] ? lengths[i + 1]![j + 1]! + 1 : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!)
  return lengths
}

function onlyAround(all: readonly string[]): string[] {
  const isNear = (at: number) =>
    all.slice(Math.max(0, at - AROUND), at + AROUND + 1).some((line) => !line.startsWith('  '))
  return all.flatMap((line, at) => (isNear(at) ? [line] : at > 0 && isNear(at - 1) ? ['…'] : []))
}
