import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { ByteText, RecordBatch } from '../src/domain/record-batch.ts'
import { VALID } from '../src/domain/reject-reason.ts'
import { createParser, FORMATS } from '../src/edge/parse/registry.ts'

const FOLDER = join(import.meta.dirname, '..', 'testdata', 'formats')
const ADDRESS = '198.51.100.7'
const ADDRESSES = 50_000
const LINES_A_SECOND = 2_000
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const CLF = /(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d):(\d\d):(\d\d)/g
const ISO = /\d{4}-\d\d-\d\d[T \t]\d\d:\d\d:\d\d/g
const EPOCH = /\b1[78]\d{8}\b/g

/** What nginx would put in the place of a variable; others are `-`. */
const VALUES: Readonly<Record<string, string>> = {
  remote_addr: ADDRESS,
  time_local: '02/Mar/2026:09:15:01 +0000',
  time_iso8601: '2026-03-02T09:15:01+00:00',
  msec: '1772442901.012',
  request: 'GET /a HTTP/1.1',
  request_method: 'GET',
  request_uri: '/a',
  status: '200',
  body_bytes_sent: '512',
  bytes_sent: '812',
  request_time: '0.012',
  upstream_response_time: '0.011',
  host: 'shop.example',
  http_referer: 'https://shop.example/list',
  http_user_agent:
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36',
}

/** Texts of log_format, which have no sample of their own: the line is made from the text. */
const LOG_FORMATS: Readonly<Record<string, string>> = {
  'log_format, combined and times':
    '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" rt=$request_time urt=$upstream_response_time',
  'log_format, pipes':
    '$time_iso8601|$remote_addr|$request_method|$request_uri|$status|$bytes_sent|$request_time|$host',
  'log_format, JSON':
    '{"time":"$time_iso8601","ip":"$remote_addr","request":"$request","status":$status,"bytes":$body_bytes_sent,"rt":$request_time,"ua":"$http_user_agent"}',
}

export interface FormatSample {
  readonly name: string
  /** As `--format` takes it. */
  readonly format: string
  /** What a file begins with: header lines, or nothing. */
  readonly header: string
  /** An honest line; null when testdata/formats has none. */
  readonly line: string | null
}

/** Every named format with the first line of its testdata, and some texts of log_format. */
export function formatSamples(): FormatSample[] {
  const named = FORMATS.map(({ name }) => {
    const file = join(FOLDER, `${name}.lines`)
    const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
    const first = lines.findIndex((text) => !text.startsWith('#'))
    const line = lines[first] ?? null
    const header = lines.slice(0, Math.max(0, first)).map((text) => `${text}\n`)
    // Quotes in an agent, which testdata has on purpose, are rare in a log and cost time.
    return { name, format: name, header: header.join(''), line: line?.replaceAll('\\x22', '') ?? null }
  })
  const texts = Object.entries(LOG_FORMATS).map(([name, format]) => ({
    name,
    format,
    header: '',
    line: format.replace(/\$(\w+)/g, (_all, variable: string) => VALUES[variable] ?? '-'),
  }))
  return [...named, ...texts]
}

/** Lines of a format with times, addresses and paths that differ, made from its sample. */
export class LineMaker {
  readonly #header: string
  readonly #line: string
  /** Epoch second of the sample as its parser reads it. */
  readonly #second: number
  #state = 0x9e3779b9

  constructor({ format, header, line }: { format: string; header: string; line: string }) {
    const batch = new RecordBatch()
    const parser = createParser(format)
    let code = VALID
    for (const text of [...header.split('\n').slice(0, -1), line]) {
      const bytes = Buffer.from(text)
      code = parser.parse(new ByteText(bytes), 0, bytes.length, batch, 0)
    }
    if (code !== VALID) throw new Error(`the sample of ${format} is refused: ${line}`)
    this.#header = header
    this.#line = line
    this.#second = batch.second[0]!
  }

  /** `count` lines of one second. `address`: of all of them; else they are drawn from 50 k. */
  second(second: number, count: number, address?: string): string {
    const shifted = shiftTimes(this.#line, second - this.#second).replace(/(?<=[\s"|:]|:\d+)\/a(?=[\s"|])/g, '\0')
    const parts = shifted.split(ADDRESS)
    let text = ''
    for (let i = 0; i < count; i++) {
      const who = this.#draw(ADDRESSES)
      const path = `/product/${10_000 + this.#draw(90_000)}?page=${this.#draw(10)}`
      const from = address ?? `198.18.${(who >>> 8) & 255}.${who & 255}`
      text += `${parts.join(from).replaceAll('\0', path)}\n`
    }
    return text
  }

  /** 2,000 lines a second, the last second being `end`. */
  lines(count: number, end: number): Buffer {
    const seconds = Math.ceil(count / LINES_A_SECOND)
    const text = Array.from({ length: seconds }, (_, i) => this.second(end - seconds + 1 + i, LINES_A_SECOND))
    return Buffer.from(this.#header + text.join(''))
  }

  /** Writes a log of about so many bytes whose last second is `end`; returns its lines. */
  write(path: string, bytes: number, end: number): number {
    const seconds = Math.ceil(bytes / Buffer.byteLength(this.second(end, LINES_A_SECOND)))
    const file = openSync(path, 'w')
    writeSync(file, this.#header)
    for (let i = 0; i < seconds; i++) writeSync(file, this.second(end - seconds + 1 + i, LINES_A_SECOND))
    closeSync(file)
    return seconds * LINES_A_SECOND
  }

  #draw(bound: number): number {
    this.#state ^= this.#state << 13
    this.#state ^= this.#state >>> 17
    this.#state ^= this.#state << 5
    return (this.#state >>> 0) % bound
  }
}

/** Moves every time in a line by so many seconds, its zone and fraction left as they are. */
function shiftTimes(line: string, by: number): string {
  return line
    .replace(CLF, (_all, day, month, year, hour, minute, second) => {
      const time = Date.UTC(
        Number(year),
        MONTHS.indexOf(month),
        Number(day),
        Number(hour),
        Number(minute),
        Number(second),
      )
      const moved = new Date(time + by * 1_000).toISOString()
      const [date = '', clock] = moved.slice(0, 19).split('T')
      return `${date.slice(8)}/${MONTHS[Number(date.slice(5, 7)) - 1]}/${date.slice(0, 4)}:${clock}`
    })
    .replace(ISO, (text) => {
      const moved = new Date(Date.parse(`${text.replace(/[ \t]/, 'T')}Z`) + by * 1_000).toISOString()
      return `${moved.slice(0, 10)}${text[10]}${moved.slice(11, 19)}`
    })
    .replace(EPOCH, (text) => String(Number(text) + by))
}
