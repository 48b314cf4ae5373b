import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'

export type LogShape = 'json' | 'combined'

const AGENT = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36'
const METHODS = ['GET', 'GET', 'GET', 'GET', 'GET', 'GET', 'HEAD', 'POST']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const START = 1_772_442_900

/** 198.18.0.0/15 holds 131,072 addresses; the others are each a /64 of 2001:db8::/32. */
function address(index: number): string {
  return index < 131_072
    ? `198.${18 + (index >>> 16)}.${(index >>> 8) & 255}.${index & 255}`
    : `2001:db8:${(index >>> 16).toString(16)}:${(index & 0xffff).toString(16)}::1`
}

/**
 * Writes `lines` access log lines of about 379 bytes (json) or 221 bytes (combined), 2,000 a log second, addresses drawn
 * evenly from `addresses`. The same arguments write the same file.
 */
export function writeAccessLog(path: string, shape: LogShape, lines: number, addresses: number): void {
  const file = openSync(path, 'w')
  let state = 0x9e3779b9
  const draw = (bound: number) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % bound
  }
  const pool = Array.from({ length: addresses }, (_, index) => address(index))
  for (let written = 0; written < lines; ) {
    const second = START + Math.floor(written / 2_000)
    const date = new Date(second * 1_000)
    const iso = `${date.toISOString().slice(0, 19)}+00:00`
    const clf = `${iso.slice(8, 10)}/${MONTHS[date.getUTCMonth()]}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`
    const text: string[] = []
    const count = Math.min(2_000, lines - written)
    for (let i = 0; i < count; i++) {
      const who = pool[draw(addresses)]!
      const method = METHODS[draw(8)]!
      const path = `/product/${draw(90_000) + 10_000}?page=${draw(10)}`
      const status = draw(50) === 0 ? 404 : 200
      const bytes = 500 + draw(40_000)
      if (shape === 'json') {
        const fraction = String(Math.floor((i * 1_000) / count)).padStart(3, '0')
        text.push(
          `{"time_iso8601":"${iso}","msec":"${second}.${fraction}","remote_addr":"${who}","request_method":"${method}","request_uri":"${path}","status":${status},"body_bytes_sent":${bytes},"request_time":"0.0${10 + draw(90)}","http_user_agent":"${AGENT}","http_referer":"https://shop.example/list","host":"shop.example"}\n`,
        )
      } else {
        text.push(
          `${who} - - [${clf}] "${method} ${path} HTTP/1.1" ${status} ${bytes} "https://shop.example/list" "${AGENT}"\n`,
        )
      }
    }
    writeSync(file, text.join(''))
    written += count
  }
  // What is still to be written to the disk would take time from those who read it.
  fsyncSync(file)
  closeSync(file)
}
