// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of nginx look like those of templates
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Directive, parseNginx } from './nginx-syntax.ts'

const read = (text: string) => parseNginx(text, 'nginx.conf')
/** Names, words and blocks without the rest. */
const shape = (directives: readonly Directive[]): unknown[] =>
  directives.map(({ name, args, block }) => (block === null ? [name, ...args] : [name, ...args, shape(block)]))

describe('parseNginx', () => {
  it.each([
    ['worker_processes  auto;', [['worker_processes', 'auto']]],
    ['http{server{listen 80;}}', [['http', [['server', [['listen', '80']]]]]]],
    ["a 'one two' \"it's\" 'q\\'q' \"b\\\\s\";", [['a', 'one two', "it's", "q'q", 'b\\s']]],
    ['a "tab\\there" \\.php$;', [['a', 'tab\there', '\\.php$']]],
    ['a b#c; # d e;\n# f;\ng;', [['a', 'b#c'], ['g']]],
    [
      'set $x "${a}{b}"; root /srv/${host}/www;',
      [
        ['set', '$x', '${a}{b}'],
        ['root', '/srv/${host}/www'],
      ],
    ],
    ['location ~ \\.php$ { }', [['location', '~', '\\.php$', []]]],
    [
      'map $a $b {\r\n default 1;\r\n "~\\d{2}" 2;\r\n}',
      [
        [
          'map',
          '$a',
          '$b',
          [
            ['default', '1'],
            ['~\\d{2}', '2'],
          ],
        ],
      ],
    ],
    [
      'content_by_lua_block { local t = {"}", \'}\', [[ } ]]} -- }\n ngx.say("{") } a;',
      [['content_by_lua_block', []], ['a']],
    ],
  ])('reads %s', (text, wanted) => {
    const { directives, fault } = read(text)
    expect({ shape: shape(directives), fault }).toEqual({ shape: wanted, fault: null })
  })

  it.each([
    ['a b', 'nginx.conf:1: the last directive has no ;'],
    ['a;\n}', 'nginx.conf:2: a } too many'],
    ['http {\n a;\n', 'nginx.conf:3: a block is not closed'],
    ["a;\nb 'c;\n", 'nginx.conf:3: a quote is not closed'],
    ['http { a }', 'nginx.conf:1: a ; is missing before }'],
    [';', 'nginx.conf:1: a ; without a directive'],
    ['a {'.repeat(100), 'nginx.conf:1: blocks are nested too deep'],
  ])('says what is wrong with %j and keeps what is before it', (text, fault) => {
    expect(read(text).fault).toBe(fault)
    if (text.startsWith('a;')) expect(read(text).directives).toHaveLength(1)
  })

  it('keeps the text of a directive and where it stands', () => {
    const format = "log_format main '$remote_addr - [$time_local] '\n  '\"$request\" $status'"
    const [http] = read(`# first\nhttp {\n  ${format};\n  access_log /a main;\n}`).directives
    expect(http!.block!.map(({ text, where }) => ({ text, where }))).toEqual([
      { text: format, where: 'nginx.conf:3' },
      { text: 'access_log /a main', where: 'nginx.conf:5' },
    ])
  })

  it('never throws, on text made of what matters to it', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      ';',
      '"',
      "'",
      '\\',
      '$',
      '${',
      '#',
      '\n',
      ' ',
      'a',
      'x_by_lua_block',
      '--',
      '[[',
      ']]',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 80 }), (pieces) => {
        const { directives, fault } = read(pieces.join(''))
        expect(Array.isArray(directives) && fault !== '').toBe(true)
      }),
      { seed: 4, numRuns: 2_000 },
    )
  })

  it('reads back what it is given in quotes', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 8 }), (words) => {
        const quoted = words.map((word) => `"${word.replace(/[\\"]/g, '\\$&')}"`)
        expect(read(`name ${quoted.join('\n')};`).directives[0]!.args).toEqual(words)
      }),
      { seed: 4, numRuns: 500 },
    )
  })

  it('needs no time for text that opens without end', () => {
    const started = performance.now()
    for (const text of ['x_by_lua_block {[[', '"', 'x_by_lua_block { --[[', '${', 'a{}', '\\'])
      read(text.repeat(100_000))
    expect(performance.now() - started).toBeLessThan(3_000)
  })
})
