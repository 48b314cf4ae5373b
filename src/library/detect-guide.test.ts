import { readFileSync } from 'node:fs'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import * as detect from './detect.ts'

const page = readFileSync(new URL('../../docs/guide/detect.md', import.meta.url), 'utf8')
const examples = [...page.matchAll(/```js\n([^`]+)```/g)].map((match) => match[1]!)

/** Runs an example; a line that ends in a comment, or is followed by one, with the beginning of a value says what it gives. */
function claimsOf(example: string): { expression: string; wanted: string }[] {
  return [...example.matchAll(/^(\w+\.\w+\(.*\)(?:\.\w+)?)\s*\/\/ (.+)$/gm)].map((match) => ({
    expression: match[1]!,
    wanted: match[2]!,
  }))
}

describe('docs/guide/detect.md', () => {
  it('has examples', () => expect(examples.length).toBeGreaterThanOrEqual(2))

  it.each(examples)('says what its examples give: %s', (example) => {
    const claims = claimsOf(example)
    expect(claims.length).toBeGreaterThan(0)
    let code = example.replace(
      /^import \{([^}]+)\} from 'breakwater\/detect'$/m,
      'const {$1} = detect; const given = []',
    )
    for (const { expression } of claims) code = code.replace(expression, `given.push(${expression})`)
    const given: unknown[] = runInNewContext(`${code}\ngiven`, { detect, Date, Math })
    claims.forEach(({ wanted }, i) => {
      const plain = JSON.parse(JSON.stringify(given[i]))
      expect(plain).toEqual(JSON.parse(JSON.stringify(runInNewContext(`(${wanted})`))))
    })
  })
})
