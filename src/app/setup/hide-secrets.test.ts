import { expect, it } from 'vitest'
import { hideSecrets } from './hide-secrets.ts'

it.each([
  ['  url: https://hooks.example/canary', '  url: (hidden)'],
  ['- {name: ops, url: "https://hooks.example/canary", type: slack}', '- {name: ops, url: (hidden), type: slack}'],
  ['  token: a,canary}x #canary', '  token: (hidden)'],
  ["  token: 'can''ary' # ours", '  token: (hidden)'],
  ['{"password": "can\\"ary", "name": "x"}', '{"password": (hidden), "name": "x"}'],
  ['  headers: {Authorization: canary}', '  headers: {Authorization: (hidden)}'],
  ['enforcement: {webhook: https://fw.example/canary}', 'enforcement: {webhook: (hidden)}'],
])('hides what is secret in %s', (line, shown) => expect(hideSecrets(line)).toBe(shown))

it.each([
  [`  token: \${TOKEN}`],
  ['  #password: null'],
  ['  public_url: https://logs.example'],
  ['  name: token'],
  ['  type: webhook'],
  ['# Access token for scripts'],
])('leaves %s', (line) => expect(hideSecrets(line)).toBe(line))
