const BLANK = 0x20
const COLON = 0x3a
const ANGLE = 0x3c
/** Words between the program's name and the message in RFC 5424: process, message id, data. */
const WORDS_BEHIND_NAME = 3

/**
 * Whether [start, end) is what a syslog writes before a message of the program `name`: `… name[pid]: ` or, by RFC 5424,
 * `<pri>1 time host name pid - - `. The first word that could be a tag decides, so that no message of another program passes.
 */
export function isSyslogPrefix(bytes: Buffer, start: number, end: number, name: Buffer): boolean {
  let words = -1
  for (let at = start; at < end; ) {
    let stop = at
    while (stop < end && bytes[stop] !== BLANK) stop++
    const isTag = bytes[stop - 1] === COLON && stop > at
    if (words >= 0 && stop > at) words++
    if (words < 0 && holdsName(bytes, at, stop, name)) {
      if (isTag) return stop + 1 === end
      words = 0
    } else if (isTag) return false
    at = stop + 1
  }
  return words === WORDS_BEHIND_NAME && bytes[start] === ANGLE
}

function holdsName(bytes: Buffer, start: number, end: number, name: Buffer): boolean {
  return end - start >= name.length && name.compare(bytes, start, start + name.length) === 0
}
