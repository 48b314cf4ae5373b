import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { readConfigFiles } from '../../src/config/read-files.ts'
import { selfSigned } from '../../src/lib/self-signed.fixture.ts'
import { nginxTrouble } from '../e2e/nginx-server.ts'
import { type Block, blocksOf, pages, spansOf } from './fenced-blocks.ts'
import { troubleOf, troubleOfCommand } from './known-command.ts'
import { bareCommand, commandsOf, linesOf } from './shell-words.ts'
import { hasNetworks, SnippetSandbox } from './snippet-sandbox.ts'

/** Lines that are only parsed, and why. All others of `breakwater`, and those of curl to its socket, are run. */
const ONLY_PARSED: readonly (readonly [RegExp, string])[] = [
  [/^npm |npm start|npm test/, 'installs, builds or tests all'],
  [/^npx /, 'takes minutes'],
  [/^breakwater top/, 'needs a terminal: test/e2e/top.test.ts'],
  [/^breakwater (notify|setup)/, 'sends to others, or asks a person; its own tests do'],
  [
    /docker|podman|systemctl|systemd|journalctl|install -|npm root|\.env|cd examples/,
    'needs an engine or an init system; their own tests do',
  ],
  [/sysctl|^ssh -L|enable --now/, 'changes this machine, or needs another one'],
  [/replays|^LAB=|files\?name/, 'of a running lab, whose ids nobody knows before: src/server/routes/lab.test.ts'],
]
/** Exit codes besides 0 that say what was found, and are no failure of the line. */
const TELLS_BY_EXIT_CODE = /\b(status|doctor)\b/
/** Languages that are shown and not checked here, and what checks them. */
const CHECKED_ELSEWHERE: Readonly<Record<string, string>> = {
  ts: 'test/docs/extending.test.ts',
  diff: 'test/docs/extending.test.ts',
  js: 'src/library/detect-guide.test.ts',
  text: 'nothing: lines of logs and messages',
  ini: 'the tests of the examples',
}
/** Keys of YAML that others read. */
const FOREIGN_YAML = ['services', 'scrape_configs', 'groups', 'volumes', 'rule_files', 'receivers']
const ONLY_READ = /^docs\/extending\//
/** One story from its first line to its last, which test/e2e/first-hour.test.ts goes through. */
const STORY = 'docs/guide/first-hour.md'

if (nginxTrouble() !== undefined) process.stdout.write(`not checked, nginx: ${nginxTrouble()}\n`)
if (!hasNetworks) process.stdout.write('not run, lines with sudo: they need root and nftables\n')

const all = pages()
  .filter((page) => page !== STORY)
  .flatMap(blocksOf)
const of = (...languages: string[]) => all.filter(({ language }) => languages.includes(language))
const place = ({ page, line }: Block) => `${page}:${line}`
const named = (blocks: readonly Block[]) => blocks.map((block) => [place(block), block] as const)
const isOnlyParsed = (line: string) =>
  ONLY_PARSED.some(([pattern]) => pattern.test(line)) || (!hasNetworks && line.includes('sudo '))
const isOurs = (line: string) =>
  commandsOf(line).some((words) => bareCommand(words)[0] === 'breakwater' || words[0] === 'curl')
const plain = (line: string) => line.replaceAll('node dist/cli/main.js', 'breakwater')

describe('fenced blocks', () => {
  const languages = ['sh', 'console', 'yaml', 'json', 'ndjson', 'nginx', ...Object.keys(CHECKED_ELSEWHERE)]
  it('name a language that something checks', () =>
    expect(all.filter(({ language }) => !languages.includes(language)).map(place)).toEqual([]))
  it('are found', () => expect(all.length).toBeGreaterThan(30))
})

describe('configuration', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'breakwater-snippets-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))
  const wrong = new Set(
    of('console').flatMap(({ page, text }) =>
      Array.from(text.matchAll(/^breakwater: (\S+\.yaml):/gm), ([, file]) => `${page} ${file}`),
    ),
  )
  const blocks = of('yaml').filter(({ page, file }) => !wrong.has(`${page} ${file}`))

  it.each(named(blocks))('%s is ours and valid, or is of others and YAML', (at, { page, text }) => {
    const value = parse(text)
    if (Object.keys(value).some((key) => FOREIGN_YAML.includes(key))) return
    const file = join(folder, at.replaceAll(/\W/g, '-'), 'breakwater.yaml')
    mkdirSync(dirname(file))
    writeFileSync(
      file,
      text.replace(/scrypt:\S*…/, () => `scrypt:14:8:5:${'A'.repeat(22)}:${'A'.repeat(43)}`),
    )
    for (const other of blocksOf(page))
      if (other.file !== undefined) writeFileSync(join(dirname(file), other.file), other.text)
    const names = Array.from(text.matchAll(/(?<!\$)\$\{(\w+)\}/g), ([, name]) => [name!, 'a'.repeat(48)])
    const urls = names.map(([name, value]) => [name, /WEBHOOK|URL/.test(name!) ? 'https://hooks.example/a' : value])
    const { sources } = readConfigFiles(file, { ...process.env, ...Object.fromEntries(urls) })
    expect(sources.size).toBeGreaterThan(0)
  })

  it('is shown in all places that name options', () => expect(blocks.length).toBeGreaterThan(3))
})

describe('data', () => {
  it.each(named(of('json', 'ndjson')))('%s is JSON, as a whole or line by line', (_at, { text }) => {
    const isValue = (part: string) => {
      try {
        return typeof JSON.parse(part) === 'object'
      } catch {
        return false
      }
    }
    expect(isValue(text) || text.trimEnd().split('\n').every(isValue)).toBe(true)
  })
})

describe.skipIf(nginxTrouble() !== undefined)('nginx', () => {
  let folder: string
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'breakwater-snippets-'))
    await selfSigned(folder, 'logs.example')
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it.each(named(of('nginx')))('%s is taken by nginx', (_at, { text }) => {
    const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (name) => `${name}_temp_path ${folder}/${name};`,
    )
    const here = text
      .replaceAll(/\/\S+\/fullchain\.pem/g, `${folder}/cert.pem`)
      .replaceAll(/\/\S+\/privkey\.pem/g, `${folder}/key.pem`)
      .replaceAll('/var/log/nginx/', `${folder}/`)
    const http = /^\s*http\s*\{/m.test(here) ? here : `http {\n${paths.join('\n')}\n${here}\n}`
    writeFileSync(
      join(folder, 'nginx.conf'),
      `pid ${folder}/pid;\n${/\bevents\b/.test(here) ? '' : 'events {}\n'}${http}\n`,
    )
    const { status, stderr } = spawnSync(
      'nginx',
      ['-t', '-q', '-e', `${folder}/error.log`, '-c', `${folder}/nginx.conf`],
      { encoding: 'utf8' },
    )
    expect(status, stderr).toBe(0)
  })
})

describe('commands', () => {
  const scripts = of('sh', 'console')
  it.each(named(scripts))('%s names commands and options that exist', async (_at, { language, text }) => {
    let folder = '.'
    const lines = language === 'sh' ? linesOf(text) : Array.from(text.matchAll(/^\$ (.+)$/gm), ([, line]) => line!)
    expect(lines.length).toBeGreaterThan(0)
    for (const words of lines.flatMap(commandsOf).map(bareCommand)) {
      if (words[0] === 'cd') folder = words[1]!.includes('$') ? words[1]!.replace(/^.*breakwater\//, '') : words[1]!
      else if (words.length > 0) expect(await troubleOfCommand(words, folder), words.join(' ')).toBeNull()
    }
  })

  const mentions = pages().flatMap((page) =>
    spansOf(page).flatMap((span) =>
      /^(node dist\/cli\/main\.js|breakwater) /.test(span) ? [[page, span] as const] : [],
    ),
  )
  it.each(mentions)('in a sentence of %s: %s', async (_page, span) => {
    for (const words of commandsOf(span.replaceAll(/(\w)\|[\w|]+/g, '$1').replace('PROFILE', 'classic')).map(
      bareCommand,
    ))
      expect(await troubleOf(words.slice(1), true), span).toBeNull()
  })
})

const isRunnable = ({ language, text }: Block) =>
  language === 'console'
    ? /^\$ /m.test(text)
    : language === 'sh' && linesOf(text).some((line) => isOurs(line) && !isOnlyParsed(plain(line)))
const runnable = pages().filter((page) => page !== STORY && !ONLY_READ.test(page) && blocksOf(page).some(isRunnable))

describe.each(runnable)('%s', (page) => {
  const blocks = blocksOf(page)
  const scripts = blocks.filter((block) => block.language === 'sh' && isRunnable(block))
  const shown = blocks.filter((block) => block.language === 'console' && isRunnable(block))
  let sandbox: SnippetSandbox
  beforeAll(() => {
    sandbox = new SnippetSandbox()
    for (const { file, text } of blocks) if (file !== undefined) sandbox.write(file, text)
  })
  afterAll(() => sandbox.end())

  const isRun = (line: string) =>
    commandsOf(line).some((words) => {
      const [name, verb] = bareCommand(words)
      return name === 'breakwater' && verb === 'run'
    })
  const asksDaemon =
    /breakwater (status|bans|explain|incidents|allow|forget|reload|dashboard(?! --hash)|panic)|control\.sock/

  it.each(named(shown))('%s prints what it says', { timeout: 60_000 }, async (_at, { text }) => {
    const parts = text.split(/^\$ /m).slice(1)
    for (const part of parts) {
      const [line = '', ...wanted] = part.trimEnd().split('\n')
      if (asksDaemon.test(line)) await sandbox.startDaemon()
      else if (line.includes('simulate')) sandbox.removeLogs()
      else sandbox.addLogs()
      const { said } = sandbox.run(line)
      const given = said.split('\n').map(comparable)
      for (const each of wanted) expect(given, line).toContain(comparable(each))
    }
  })

  it.each(named(scripts))('%s runs', { timeout: 60_000 }, async (_at, { text }) => {
    sandbox.addLogs()
    for (const line of linesOf(text)) {
      if (!isOurs(line) || isOnlyParsed(plain(line))) continue
      if (asksDaemon.test(plain(line))) await sandbox.startDaemon()
      else if (line.includes('simulate')) sandbox.removeLogs()
      const { status, said } = isRun(line) ? await sandbox.runUntilItWatches(line) : sandbox.run(line)
      expect(status === 1 && TELLS_BY_EXIT_CODE.test(line) ? 0 : status, `${line}\n${said}`).toBe(0)
    }
  })
})

/** What differs from run to run and from machine to machine is left out. */
function comparable(line: string): string {
  return line.replace(/^[\d,]+ lines\/s$/, 'N lines/s').replace(/:\d+\/#code=\S+$/, ':PORT/#code=…')
}
