// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of a configuration file, not of this one
import { describe, expect, it } from 'vitest'
import { substitute, variablesOf } from './substitute.ts'

const environment = { A: 'one', EMPTY: '' }
const missing: string[] = []
const filled = (value: unknown) =>
  substitute(value, environment, (path, message) => missing.push(`${path.join('.')} ${message}`))

describe('environment substitution', () => {
  it.each([
    ['${A}', 'one'],
    ['x${A}y${A}', 'xoney' + 'one'],
    ['${EMPTY}', ''],
    ['${EMPTY:-two}', 'two'],
    ['${NONE:-two}', 'two'],
    ['${NONE:-}', ''],
    ['$${A}', '${A}'],
    ['$A $remote_addr {A}', '$A $remote_addr {A}'],
  ])('%s becomes %j', (text, wanted) => expect(filled(text)).toBe(wanted))

  it('reaches into lists and maps, not into keys, and leaves other kinds alone', () => {
    expect(filled({ '${A}': ['${A}', 5, null, { b: '${A}' }] })).toEqual({ '${A}': ['one', 5, null, { b: 'one' }] })
  })

  it('does not fill in what a variable holds', () => {
    expect(substitute('${A}', { A: '${B}', B: 'x' }, () => {})).toBe('${B}')
  })

  it('reports each variable that is not set, with its place', () => {
    missing.length = 0
    filled({ a: ['${NONE}', '${NADA}'] })
    expect(missing.map((text) => text.slice(0, 33))).toEqual([
      'a.0 the environment variable NONE',
      'a.1 the environment variable NADA',
    ])
  })

  it('knows the variables of a value', () => {
    expect(variablesOf({ a: ['${A}', '$${B}', '${C:-x}${A}'] })).toEqual(['${A}', '${C}'])
  })
})
